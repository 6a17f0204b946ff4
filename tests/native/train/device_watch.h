// SPDX-License-Identifier: Apache-2.0
// Looks at every LibTorch operator that a thread calls: what a machine without a GPU can tell about
// code for one. Tensors of the device "meta" have shapes and no values; that they are mixed with
// tensors of the processor is what would fail, or be slow, on a GPU.
#pragma once

#include <string>
#include <vector>

namespace segue {

/// While it lives, tensors that this thread creates from nothing are of the device "meta".
class CreateOnMeta {
 public:
  CreateOnMeta();
  ~CreateOnMeta();
};

/// While it lives, operators of this thread, those of gradients too, are looked at.
class DeviceWatch {
 public:
  DeviceWatch();
  ~DeviceWatch();
  /// Operators that took tensors of the processor beside ones of the device, or made one from the
  /// other, but for those that move: "aten::add.Tensor". Numbers (tensors without dimensions) do
  /// not count.
  const std::vector<std::string>& mixed() const;
  int operators() const;  ///< that were looked at
};

}  // namespace segue
