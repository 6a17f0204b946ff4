// SPDX-License-Identifier: Apache-2.0
#include "native/train/token_input.h"

namespace segue {

using torch::Tensor;

Tensor TokenInput::rows(const Tensor& tokens) const {
  if (blocks_.size() == 1) return tokens.contiguous();
  std::vector<std::int64_t> offsets;
  std::int64_t offset = 0;
  for (const auto& block : blocks_) {
    offsets.push_back(offset);
    offset += block.rows();
  }
  return (tokens + torch::tensor(offsets, tokens.options())).contiguous();  // [T, B, R]
}

Tensor TokenInput::table(const Tensor& weight_ih, const Tensor& bias) const {
  std::vector<Tensor> parts;
  for (const auto& block : blocks_) {
    Tensor part = weight_ih.narrow(1, block.first_column, block.columns()).t();  // [columns, 4H]
    if (block.codes.defined())
      part = torch::matmul(block.codes.to(part.device()), part);  // [V, 4H]
    if (block.has_start) part = torch::cat({part, torch::zeros({1, part.size(1)}, part.options())});
    parts.push_back(parts.empty() ? part + bias : part);
  }
  return (parts.size() == 1 ? parts[0] : torch::cat(parts)).contiguous();
}

Tensor TokenInput::dense(const Tensor& tokens, std::size_t first, std::size_t last) const {
  std::vector<Tensor> columns;
  for (std::size_t i = first; i < last; ++i) {
    const auto& block = blocks_[i];
    const auto options = torch::device(tokens.device()).dtype(torch::kFloat);
    Tensor codes = block.codes.defined() ? block.codes.to(tokens.device())
                                         : torch::eye(block.classes, options);
    if (block.has_start) codes = torch::cat({codes, torch::zeros({1, codes.size(1)}, options)});
    columns.push_back(torch::embedding(codes, tokens.select(2, static_cast<std::int64_t>(i))));
  }
  return torch::cat(columns, 2);
}

}  // namespace segue
