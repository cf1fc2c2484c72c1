#include "taskxml/rewrite/exec_edit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {

std::string apply_edits(std::string_view text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& left, const Edit& right) { return left.begin < right.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out += text.substr(at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  out += text.substr(at);
  return out;
}

Edit removal(const Exec& exec, const ExecPart& part) {
  return {part.begin - exec.indentation(part).size(), part.end, {}};
}

Edit replacement(const Exec& exec, const ExecPart& part, std::string_view content) {
  if (!part.is_empty_tag) return {part.content_begin, part.content_end, std::string(content)};
  std::string_view tag = std::string_view(exec.text).substr(part.begin, part.end - part.begin - 2);
  while (is_xml_blank(tag.back()))
    tag.remove_suffix(1);
  const std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n") - 1);
  return {part.begin, part.end, fmt::format("{}>{}</{}>", tag, content, name)};
}

Edit insertion(const Exec& exec, std::size_t at, std::string_view name, std::string_view content) {
  return {
      at, at,
      fmt::format("{0}<{1}{2}>{3}</{1}{2}>", exec.indentation(*exec.command), exec.prefix, name, content)};
}

std::string add_note(const std::string& wrapped, const Exec& original) {
  const Exec exec = read_exec(wrapped);
  std::size_t at = exec.content_end;
  while (at > exec.content_begin && is_xml_blank(exec.text[at - 1]))
    --at;
  const std::string_view content =
      std::string_view(original.text)
          .substr(original.content_begin, original.content_end - original.content_begin);
  return apply_edits(wrapped, {{at, at, std::string(exec.indentation(*exec.command)) + write_note(content)}});
}

}  // namespace taskxml
