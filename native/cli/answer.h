// SPDX-License-Identifier: Apache-2.0
// Models answer by a callback, because the page's engine answers later; this program's has answered
// before the call returns.
#pragma once

#include <utility>

#include "shared/base/result.h"

namespace segue {

/// What `call`, given a callback, answers.
template <class T, class Call>
Result<T> answer_of(Call call) {
  Result<T> answer = Error{ErrorCode::kRuntime, "the model gave no answer."};
  call([&answer](Result<T> result) { answer = std::move(result); });
  return answer;
}

}  // namespace segue
