#pragma once

#include <cstddef>
#include <string_view>

namespace taskxml {

/// Lines of a text, counted from one: CR LF, CR and LF each end one. Ask for offsets in rising order.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  std::size_t line_at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace taskxml
