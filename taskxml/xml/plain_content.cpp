#include "taskxml/xml/plain_content.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

/// Deeper than any task of Windows; what is deeper is not called plain.
constexpr std::size_t kMaxDepth = 16;

bool is_name_byte(char c) {
  switch (c) {
    case '<':
    case '>':
    case '/':
    case '!':
    case '?':
    case '=':
    case '"':
    case '\'':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return false;
    default:
      return true;
  }
}

struct Tag {
  std::string_view name;
  bool closes = false;
  bool is_empty = false;
};

class TagReader {
 public:
  explicit TagReader(std::string_view content) : content_(content) {}

  /// Goes to the next `<`; false where there is none.
  bool find_next() {
    at_ = std::min(content_.find('<', at_), content_.size());
    return at_ != content_.size();
  }

  /// Empty: what is there is no tag, or one with attributes.
  std::optional<Tag> read_tag() {
    Tag tag;
    ++at_;
    tag.closes = take('/');
    const std::size_t begin = at_;
    while (at_ < content_.size() && is_name_byte(content_[at_]))
      ++at_;
    tag.name = content_.substr(begin, at_ - begin);
    while (at_ < content_.size() && is_xml_blank(content_[at_]))
      ++at_;
    tag.is_empty = take('/');
    const bool is_tag = take('>') && !tag.name.empty() && !(tag.closes && tag.is_empty);
    return is_tag ? std::optional(tag) : std::nullopt;
  }

 private:
  bool take(char c) {
    const bool is_there = at_ < content_.size() && content_[at_] == c;
    at_ += is_there ? 1 : 0;
    return is_there;
  }

  std::string_view content_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::size_t> count_plain_tags(std::string_view content) {
  if (content.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<std::string_view, kMaxDepth> open;
  std::size_t depth = 0;
  std::size_t count = 0;
  for (TagReader reader(content); reader.find_next(); ++count) {
    const std::optional<Tag> tag = reader.read_tag();
    if (!tag) return std::nullopt;
    if (tag->closes) {
      if (depth == 0 || open[--depth] != tag->name) return std::nullopt;
    } else if (!tag->is_empty) {
      if (depth == kMaxDepth) return std::nullopt;
      open[depth++] = tag->name;
    }
  }
  return depth == 0 ? std::optional(count) : std::nullopt;
}

}  // namespace taskxml
