#include "taskxml/task/finding.hpp"

#include <fmt/format.h>

#include "launcher/text/printable.hpp"
#include "taskxml/xml/line_counter.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kLongestOffender = 100;

}  // namespace

std::string format_finding(std::string_view file, const Finding& finding) {
  std::string text = fmt::format("{}:{}: {}", file, finding.line, finding.what);
  if (!finding.offender.empty()) {
    std::string offender = finding.offender;
    if (offender.size() > kLongestOffender) {
      std::size_t length = kLongestOffender;
      while (length > 0 && (static_cast<unsigned char>(offender[length]) & 0xC0U) == 0x80U)
        --length;
      offender.resize(length);
      offender += "...";
    }
    text += fmt::format(": \"{}\"", offender);
  }
  if (!finding.advice.empty()) text += ". " + finding.advice;
  return launcher::on_one_line(text);
}

Finding find_place(const Malformed& malformed, const std::optional<Document>& document) {
  const bool has_offset = document && malformed.offset() != Malformed::kNoOffset;
  const std::size_t line =
      has_offset ? LineCounter(document->text()).line_at(malformed.offset()) : malformed.line();
  return {line, malformed.what(), malformed.offender(), malformed.advice()};
}

std::string_view task_name(const Task& task, const FileName& name) {
  return name.is_registered || task.name().empty() ? name.relative : task.name();
}

}  // namespace taskxml
