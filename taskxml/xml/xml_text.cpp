#include "taskxml/xml/xml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "launcher/text/utf8.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

struct Entity {
  std::string_view name;
  char character;
};

constexpr std::array<Entity, 5> kEntities{
    {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};

/// The longest reference: &#x0010FFFF; with room for leading zeros.
constexpr std::size_t kLongestReference = 16;

bool is_xml_character(std::uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

/// The character of `#10` or `#x41`, or 0.
std::uint32_t parse_number(std::string_view name) {
  name.remove_prefix(1);
  const bool is_hexadecimal = name.starts_with('x');
  if (is_hexadecimal) name.remove_prefix(1);
  std::uint32_t number = 0;
  const char* const end = name.data() + name.size();
  const auto result = std::from_chars(name.data(), end, number, is_hexadecimal ? 16 : 10);
  const bool is_number = !name.empty() && result.ec == std::errc() && result.ptr == end;
  return is_number && is_xml_character(number) ? number : 0;
}

/// What a reference that is known to be good stands for.
std::string reference_value(std::string_view name) {
  if (name.front() == '#') {
    std::string character;
    launcher::append_utf8(character, parse_number(name));
    return character;
  }
  const auto entity = std::find_if(kEntities.begin(), kEntities.end(),
                                   [&](const Entity& candidate) { return candidate.name == name; });
  return {entity->character};
}

/// Whether a part cut out of character data still is some: a cut may go through a CDATA section.
bool is_element_text(std::string_view part) {
  const std::string element = fmt::format("<a>{}</a>", part);
  try {
    Scanner scanner(element, Scanner::Prefixes::are_anything);
    scanner.next();
    while (scanner.next() && scanner.token().kind != TokenKind::end_tag) {
      if (scanner.token().kind == TokenKind::start_tag || scanner.token().kind == TokenKind::empty_tag)
        return false;
    }
    return scanner.token().end == element.size();
  } catch (const Malformed&) {
    return false;
  }
}

}  // namespace

std::size_t reference_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at + 1, kLongestReference);
  const std::size_t semicolon = rest.find(';');
  const std::string_view name = rest.substr(0, semicolon);
  const bool has_end = semicolon != std::string_view::npos && !name.empty();
  if (has_end && name.front() == '#') {
    if (parse_number(name) != 0) return semicolon + 2;
    throw Malformed("a character reference to no XML character", at, text.substr(at, semicolon + 2));
  }
  if (has_end && std::any_of(kEntities.begin(), kEntities.end(),
                             [&](const Entity& entity) { return entity.name == name; })) {
    return semicolon + 2;
  }
  const bool is_bare = !has_end || name.find_first_of(" \t\r\n<&\"'=") != std::string_view::npos;
  if (is_bare) throw Malformed("a bare &", at, text.substr(at, 16), "Write &amp;");
  throw Malformed("an unknown entity", at, text.substr(at, semicolon + 2),
                  "XML has amp, lt, gt, quot and apos; write others as &#x...;");
}

ElementText::ElementText(std::string_view raw) : raw_(raw) {
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t markup = std::min(raw.find('<', at), raw.size());
    add_text(at, markup, true);
    at = markup;
    if (at == raw.size()) break;
    const std::string_view rest = raw.substr(at);
    if (rest.starts_with("<![CDATA[")) {
      const std::size_t close = raw.find("]]>", at);
      add_text(at + 9, close, false);
      at = close + 3;
    } else {
      const std::string_view close = rest.starts_with("<!--") ? "-->" : "?>";
      at = raw.find(close, at) + close.size();
    }
  }
}

void ElementText::add_text(std::size_t begin, std::size_t end, bool has_references) {
  for (std::size_t at = begin; at < end;) {
    if (raw_[at] == '\r') {
      const std::size_t length = at + 1 < end && raw_[at + 1] == '\n' ? 2 : 1;
      add_run("\n", at, length);
      at += length;
    } else if (has_references && raw_[at] == '&') {
      const std::size_t length = raw_.find(';', at) + 1 - at;
      add_run(reference_value(raw_.substr(at + 1, length - 2)), at, length);
      at += length;
    } else {
      const auto asks_for_more = [&](char c) { return c == '\r' || (has_references && c == '&'); };
      const auto found = std::find_if(raw_.begin() + static_cast<std::ptrdiff_t>(at),
                                      raw_.begin() + static_cast<std::ptrdiff_t>(end), asks_for_more);
      const auto stop = static_cast<std::size_t>(found - raw_.begin());
      add_run(raw_.substr(at, stop - at), at, stop - at);
      at = stop;
    }
  }
}

void ElementText::add_run(std::string_view value, std::size_t raw_begin, std::size_t raw_length) {
  runs_.push_back({value_.size(), value.size(), raw_begin, raw_length});
  value_ += value;
}

const ElementText::Run& ElementText::run_of(std::size_t index) const {
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), index,
                                      [](std::size_t i, const Run& run) { return i < run.value_begin; });
  return *std::prev(after);
}

std::size_t ElementText::raw_begin_of(std::size_t index) const {
  const Run& run = run_of(index);
  return run.value_length == run.raw_length ? run.raw_begin + (index - run.value_begin) : run.raw_begin;
}

std::size_t ElementText::raw_end_of(std::size_t index) const {
  const Run& run = run_of(index);
  return run.value_length == run.raw_length ? run.raw_begin + (index - run.value_begin) + 1
                                            : run.raw_begin + run.raw_length;
}

std::optional<std::string_view> ElementText::written(std::size_t begin, std::size_t end) const {
  const bool is_written_as_it_is = runs_.size() == 1 && runs_.front().value_length == raw_.size();
  if (is_written_as_it_is) return raw_.substr(begin, end - begin);
  const std::size_t from = begin == 0 ? 0 : raw_end_of(begin - 1);
  const std::size_t to = end == value_.size() ? raw_.size() : raw_begin_of(end);
  if (from > to) return std::nullopt;
  const std::string_view part = raw_.substr(from, to - from);
  if (!is_element_text(part)) return std::nullopt;
  if (ElementText(part).value() != std::string_view(value_).substr(begin, end - begin)) return std::nullopt;
  return part;
}

std::string element_value(std::string_view raw) {
  const auto has = [&](char c) { return raw.find(c) != std::string_view::npos; };
  if (!has('&') && !has('<') && !has('\r')) return std::string(raw);
  return ElementText(raw).value();
}

std::string escape_text(std::string_view text, bool ascii_only) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#xD;";
    } else if (const launcher::Utf8Character character = launcher::read_utf8(text, at);
               ascii_only && character.length > 1) {
      out += fmt::format("&#x{:X};", static_cast<std::uint32_t>(character.value));
      at += character.length - 1;
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::size_t declaration_length(std::string_view text) {
  constexpr std::string_view kTarget = "<?xml";
  // An instruction may have a longer name that begins so, such as xml-stylesheet.
  const bool is_there =
      text.starts_with(kTarget) && text.size() > kTarget.size() && is_xml_blank(text[kTarget.size()]);
  if (!is_there) return 0;
  const std::size_t end = text.find("?>");
  return end == std::string_view::npos ? 0 : end + 2;
}

}  // namespace taskxml
