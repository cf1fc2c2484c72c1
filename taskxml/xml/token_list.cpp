#include "taskxml/xml/token_list.hpp"

#include <algorithm>

#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

bool is_element(const Token& token) {
  return token.kind == TokenKind::start_tag || token.kind == TokenKind::empty_tag;
}

/// What a task of Windows has hardly more of.
constexpr std::size_t kUsualCount = 160;

}  // namespace

void TokenList::clear() {
  entries_.clear();
  attributes_.clear();
  open_.clear();
}

void TokenList::add(const Scanner& scanner) {
  if (entries_.empty()) entries_.reserve(kUsualCount);
  const std::size_t index = entries_.size();
  Entry entry{scanner.token(), attributes_.size(), attributes_.size(), index};
  if (is_element(entry.token)) {
    attributes_.insert(attributes_.end(), scanner.attributes().begin(), scanner.attributes().end());
    entry.attributes_end = attributes_.size();
  }
  entries_.push_back(entry);
  if (entry.token.kind == TokenKind::start_tag) {
    open_.push_back(index);
  } else if (entry.token.kind == TokenKind::end_tag) {
    entries_[open_.back()].last = index;
    open_.pop_back();
  }
}

std::span<const Attribute> TokenList::attributes(const Entry& entry) const {
  return std::span(attributes_)
      .subspan(entry.attributes_begin, entry.attributes_end - entry.attributes_begin);
}

std::vector<std::size_t> TokenList::children(std::size_t parent) const {
  std::vector<std::size_t> found;
  for (std::size_t i = parent + 1; i < entries_[parent].last; i = entries_[i].last + 1) {
    if (is_element(entries_[i].token)) found.push_back(i);
  }
  return found;
}

std::optional<std::size_t> TokenList::find_child(std::size_t parent, std::string_view local) const {
  const std::string_view prefix = name_prefix(entries_[parent].token.name);
  for (std::size_t i = parent + 1; i < entries_[parent].last; i = entries_[i].last + 1) {
    const Token& token = entries_[i].token;
    if (is_element(token) && local_name(token.name) == local && name_prefix(token.name) == prefix) return i;
  }
  return std::nullopt;
}

std::string TokenList::value(std::size_t element, std::string_view document) const {
  std::string value;
  for (std::size_t i = element + 1; i < entries_[element].last; i = entries_[i].last + 1) {
    const Token& token = entries_[i].token;
    if (token.kind != TokenKind::text && token.kind != TokenKind::cdata) continue;
    value += element_value(document.substr(token.begin, token.end - token.begin));
  }
  return value;
}

bool TokenList::has_attribute(std::size_t element, std::string_view name) const {
  const std::span<const Attribute> all = attributes(entries_[element]);
  return std::any_of(all.begin(), all.end(),
                     [&](const Attribute& attribute) { return attribute.name == name; });
}

std::string TokenList::attribute(std::size_t element, std::string_view name) const {
  for (const Attribute& attribute : attributes(entries_[element])) {
    if (attribute.name == name) return element_value(attribute.value);
  }
  return {};
}

}  // namespace taskxml
