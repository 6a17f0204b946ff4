// SPDX-License-Identifier: Apache-2.0
// Tokens as input of an LSTM's first layer: what each adds to the gates is a row of a table, so
// that no one-hot row is ever multiplied. Several rows a step: parts, and controls.
#pragma once

#include <torch/torch.h>

#include <vector>

namespace segue {

/// Tokens of one kind and the columns of weight_ih they meet.
struct TokenBlock {
  std::int64_t classes = 0;       ///< V
  std::int64_t first_column = 0;  ///< in weight_ih
  torch::Tensor codes;            ///< [V, columns] of each token; undefined: one-hot
  bool has_start = false;         ///< token V means "none yet": a row of zeros
  std::int64_t columns() const { return codes.defined() ? codes.size(1) : classes; }
  std::int64_t rows() const { return classes + (has_start ? 1 : 0); }
};

class TokenInput {
 public:
  void add(TokenBlock block) { blocks_.push_back(std::move(block)); }
  std::size_t size() const { return blocks_.size(); }

  /// Rows of table() for `tokens` [T, B, R], R = size().
  torch::Tensor rows(const torch::Tensor& tokens) const;
  /// [sum of rows, 4H]: products with weight_ih, `bias` in the rows of the first block.
  torch::Tensor table(const torch::Tensor& weight_ih, const torch::Tensor& bias) const;
  /// The input rows themselves, of blocks [first, last): [T, B, columns].
  torch::Tensor dense(const torch::Tensor& tokens, std::size_t first, std::size_t last) const;

 private:
  std::vector<TokenBlock> blocks_;
};

}  // namespace segue
