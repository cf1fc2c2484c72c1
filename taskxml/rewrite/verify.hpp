#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/task/task.hpp"

namespace taskxml {

/// An Exec element as a place in a text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The whole, slow proof: of what verify_bytes cannot prove, and in the fuzzer, which holds each against the other.
/// Reads a changed text as if it came from elsewhere, and throws std::logic_error unless it is well-formed, has its
/// Exec elements in the same order as `before`, is the same between them from `head_before` and `head_after` on
/// (where the XML declarations end), and every action starts what it started before.
void verify_rewrite(std::string_view before, const std::vector<Span>& execs, std::size_t head_before,
                    std::string_view after, std::size_t head_after);

}  // namespace taskxml
