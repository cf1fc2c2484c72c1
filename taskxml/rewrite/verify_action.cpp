#include "taskxml/rewrite/verify_action.hpp"

#include <fmt/format.h>
#include <tinyxml2.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/token_list.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

/// The tokens of a text that is one element.
TokenList read_element(std::string_view text) {
  TokenList tokens;
  Scanner scanner(text, Scanner::Prefixes::are_anything);
  do {
    if (!scanner.next()) fail_verification("an action has no end");
    tokens.add(scanner);
  } while (scanner.depth() > 0);
  if (tokens.entries().back().token.end != text.size()) fail_verification("there is more than an action");
  return tokens;
}

bool is_declaration(const Attribute& attribute) {
  return attribute.name.starts_with("xmlns");
}

/// Whether an element means the same wherever it stands: its names have no prefix, and it declares none.
bool has_no_prefix(const TokenList& tokens) {
  const auto is_plain = [&](const TokenList::Entry& entry) {
    const auto attributes = tokens.attributes(entry);
    return name_prefix(entry.token.name).empty() &&
           std::none_of(attributes.begin(), attributes.end(), [](const Attribute& attribute) {
             return is_declaration(attribute) || !name_prefix(attribute.name).empty();
           });
  };
  return std::all_of(tokens.entries().begin(), tokens.entries().end(), is_plain);
}

/// Sorted, each one once.
using Namespaces = std::vector<std::pair<std::string_view, std::string_view>>;

/// What the names in an element mean depends on these: their prefixes, which are declared outside of it, and
/// its own declarations with their values.
Namespaces find_namespaces(const TokenList& tokens) {
  Namespaces found;
  for (const TokenList::Entry& entry : tokens.entries()) {
    if (!entry.token.name.empty()) found.emplace_back(name_prefix(entry.token.name), std::string_view());
    for (const Attribute& attribute : tokens.attributes(entry)) {
      if (is_declaration(attribute)) {
        found.emplace_back(attribute.name, attribute.value);
      } else {
        found.emplace_back(name_prefix(attribute.name), std::string_view());
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string_view name_of_element(std::string_view text) {
  return text.substr(1, name_length(text, 1));
}

void verify_namespaces(std::string_view before, const TokenList& tokens) {
  // An Exec without prefixes takes the place of one whose name, which is the same, has none.
  if (has_no_prefix(tokens)) return;
  const TokenList old_tokens = read_element(before);
  const Namespaces known = find_namespaces(old_tokens);
  const Namespaces used = find_namespaces(tokens);
  if (!std::includes(known.begin(), known.end(), used.begin(), used.end()))
    fail_verification("an action has a prefix or a declaration that was not there");
}

}  // namespace

void fail_verification(std::string_view what) {
  throw std::logic_error(fmt::format("the result does not verify: {}; the file is left as it is", what));
}

void verify_action(const ReadAction& before, const ReadAction& after) {
  try {
    const TokenList tokens = read_element(after.exec.text);
    tinyxml2::XMLDocument reader;
    check_agreement(after.exec.text, tokens, reader);
    if (tokens.entries().front().token.name != name_of_element(before.exec.text))
      fail_verification("an action became another element");
    verify_namespaces(before.exec.text, tokens);
  } catch (const Malformed& malformed) {
    fail_verification(malformed.what());
  }
  if (after.starts.program != before.starts.program || after.starts.arguments != before.starts.arguments ||
      after.starts.directory != before.starts.directory) {
    fail_verification("an action starts something else");
  }
}

}  // namespace taskxml
