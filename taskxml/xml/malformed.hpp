#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace taskxml {

/// Why a whole file is refused. The place is an offset in the document's text, or a line where there is no
/// text yet.
class Malformed : public std::runtime_error {
 public:
  static constexpr std::size_t kNoOffset = static_cast<std::size_t>(-1);

  /// `what` is the finding, `offender` the text it is about, shortened by whoever prints it.
  Malformed(const std::string& what, std::size_t offset, std::string_view offender = {},
            std::string advice = {})
      : std::runtime_error(what), offset_(offset), offender_(offender), advice_(std::move(advice)) {}
  /// For a file that has no text yet.
  static Malformed at_line(const std::string& what, std::size_t line, std::string advice = {}) {
    Malformed malformed(what, kNoOffset, {}, std::move(advice));
    malformed.line_ = line;
    return malformed;
  }

  std::size_t offset() const { return offset_; }
  std::size_t line() const { return line_; }  ///< only when offset() is kNoOffset
  const std::string& offender() const { return offender_; }
  const std::string& advice() const { return advice_; }

 private:
  std::size_t offset_;
  std::size_t line_ = 1;
  std::string offender_;
  std::string advice_;
};

}  // namespace taskxml
