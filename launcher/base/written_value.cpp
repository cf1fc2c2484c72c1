#include "launcher/base/written_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace launcher {
namespace {

/// Quotation marks that are written in pairs around something, and never inside a name.
constexpr std::array<std::string_view, 9> kDoubleQuotes{"\"",     "\u201C", "\u201D", "\u201E", "\u201F",
                                                        "\u00AB", "\u00BB", "\u301D", "\uFF02"};
/// Marks that a name may hold (Bob's), but that none of our values begins with.
constexpr std::array<std::string_view, 9> kSingleQuotes{"'",      "`",      "\u00B4", "\u2018", "\u2019",
                                                        "\u201A", "\u201B", "\u2039", "\u203A"};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_variable_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '(' ||
         c == ')';
}

[[noreturn]] void refuse(const std::string& reason) {
  throw std::invalid_argument(reason);
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// A share's name cannot hold a semicolon, at any place in it; a folder's name can.
std::size_t find_semicolon_of_share(const UncPath& path) {
  const std::size_t semicolon = path.text().find(';');
  const std::size_t end = 2 + path.server().size() + 1 + path.share().size();
  return semicolon < end ? semicolon : std::string::npos;
}

}  // namespace

bool has_outer_quotes(std::string_view text) {
  const auto begins = [&](std::string_view mark) { return text.starts_with(mark); };
  if (std::any_of(kDoubleQuotes.begin(), kDoubleQuotes.end(), begins) ||
      std::any_of(kSingleQuotes.begin(), kSingleQuotes.end(), begins)) {
    return true;
  }
  // One at the end alone closes nothing.
  const auto is_alone_at_end = [&](std::string_view mark) { return text.ends_with(mark); };
  const auto count = std::count_if(kDoubleQuotes.begin(), kDoubleQuotes.end(), [&](std::string_view mark) {
    const std::size_t at = text.find(mark);
    return at != std::string_view::npos && at + mark.size() != text.size();
  });
  return count == 0 && std::any_of(kDoubleQuotes.begin(), kDoubleQuotes.end(), is_alone_at_end);
}

std::size_t find_comment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool follows_blank = is_blank(text[i - 1]);
    const bool precedes_blank = i + 1 == text.size() || is_blank(text[i + 1]);
    if ((text[i] == ';' && (follows_blank || precedes_blank)) || (text[i] == '#' && follows_blank))
      return trim_right(text.substr(0, i)).size();
  }
  return std::string_view::npos;
}

std::string_view find_variable(std::string_view text) {
  for (std::size_t begin = text.find('%'); begin != std::string_view::npos;
       begin = text.find('%', begin + 1)) {
    std::size_t end = begin + 1;
    while (end < text.size() && is_variable_character(text[end]))
      ++end;
    if (end > begin + 1 && end < text.size() && text[end] == '%') return text.substr(begin, end + 1 - begin);
  }
  return {};
}

UncPath parse_written_path(std::string_view text) {
  UncPath path = UncPath::parse(text);
  if (has_outer_quotes(text)) refuse("a quotation mark at its end");
  if (!find_variable(text).empty() || path.server().find('%') != std::string_view::npos)
    refuse("%VARIABLES% are not expanded in this file; write the name itself");
  if (text.ends_with('\\') || text.ends_with('/')) return path;
  const std::size_t comment = std::min(find_comment(text), find_semicolon_of_share(path));
  if (comment == std::string_view::npos) return path;
  refuse(fmt::format(
      "a comment needs a line of its own: write path = {}. If the whole text is the name, write {}\\",
      text.substr(0, comment), path.text()));
}

std::string write_path(const UncPath& path) {
  try {
    parse_written_path(path.text());
    return path.text();
  } catch (const std::invalid_argument&) {
    return path.text() + "\\";
  }
}

}  // namespace launcher
