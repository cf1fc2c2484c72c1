#include "taskxml/xml/line_counter.hpp"

namespace taskxml {

std::size_t LineCounter::line_at(std::size_t offset) {
  for (; at_ < offset && at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n' || (c == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n'))) ++line_;
  }
  return line_;
}

}  // namespace taskxml
