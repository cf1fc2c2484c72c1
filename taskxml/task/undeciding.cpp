#include "taskxml/task/undeciding.hpp"

#include <optional>
#include <utility>

#include "taskxml/xml/plain_content.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

class Finder {
 public:
  Finder(const TokenList& tokens, std::string_view text) : tokens_(tokens), text_(text) {}

  std::vector<std::size_t> run() {
    found_.reserve(16);
    for (const std::size_t part : tokens_.children(0)) {
      const std::string_view name = name_of(part);
      if (name == "RegistrationInfo") {
        for (const std::size_t child : tokens_.children(part)) {
          if (name_of(child) != "URI") add(child);
        }
      } else if (name != "Principals" && name != "Actions") {
        add(part);
      }
    }
    return std::move(found_);
  }

 private:
  std::string_view name_of(std::size_t element) const {
    return local_name(tokens_.entries()[element].token.name);
  }

  void add(std::size_t element) {
    const TokenList::Entry& entry = tokens_.entries()[element];
    if (entry.last == element) return;  // an empty tag
    const std::size_t begin = entry.token.end;
    const std::size_t end = tokens_.entries()[entry.last].token.begin;
    const std::optional<std::size_t> count = count_tags(element);
    if (count && count == count_plain_tags(text_.substr(begin, end - begin))) found_.push_back(element);
  }

  /// Of the tags inside an element, as the scanner has read them; empty: there are attributes.
  std::optional<std::size_t> count_tags(std::size_t element) const {
    std::size_t count = 0;
    for (std::size_t i = element + 1; i < tokens_.entries()[element].last; ++i) {
      const TokenList::Entry& entry = tokens_.entries()[i];
      if (entry.attributes_begin != entry.attributes_end) return std::nullopt;
      count += entry.token.name.empty() ? 0 : 1;
    }
    return count;
  }

  const TokenList& tokens_;
  std::string_view text_;
  std::vector<std::size_t> found_;
};

}  // namespace

std::vector<std::size_t> find_undeciding(const TokenList& tokens, std::string_view text) {
  return Finder(tokens, text).run();
}

}  // namespace taskxml
