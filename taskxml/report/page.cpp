#include "taskxml/report/page.hpp"

#include "launcher/text/printable.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kTitle = "@TITLE@";
constexpr std::string_view kData = "@DATA@";

/// In JSON these characters are only in strings. With none of them there is no end tag, comment or CDATA section
/// (HTML Living Standard, "Restrictions for contents of script elements").
void append_as_script(std::string& page, std::string_view json) {
  for (const char c : json) {
    switch (c) {
      case '<':
        page += "\\u003c";
        break;
      case '>':
        page += "\\u003e";
        break;
      case '&':
        page += "\\u0026";
        break;
      default:
        page += c;
    }
  }
}

}  // namespace

std::string report_as_page(const EstateReport& report) {
  const std::string title = escape_text(launcher::on_one_line(report.title), false);
  const std::string json = report_as_json(report);
  std::string page;
  page.reserve(page_template().size() + json.size() + json.size() / 32);
  std::string_view rest = page_template();
  for (std::size_t at = rest.find('@'); at != std::string_view::npos; at = rest.find('@', at)) {
    const std::string_view from = rest.substr(at);
    const bool is_title = from.starts_with(kTitle);
    if (!is_title && !from.starts_with(kData)) {
      ++at;
      continue;
    }
    page += rest.substr(0, at);
    if (is_title) {
      page += title;
    } else {
      append_as_script(page, json);
    }
    rest.remove_prefix(at + (is_title ? kTitle : kData).size());
    at = 0;
  }
  return page.append(rest);
}

}  // namespace taskxml
