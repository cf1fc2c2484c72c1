#include "taskxml/rewrite/verify.hpp"

#include <fmt/format.h>
#include <tinyxml2.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "taskxml/task/effective_action.hpp"
#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/token_list.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

[[noreturn]] void fail(std::string_view what) {
  throw std::logic_error(fmt::format("the result does not verify: {}; the file is left as it is", what));
}

/// The tokens of the element at the start of a text.
TokenList read_element(std::string_view text) {
  TokenList tokens;
  Scanner scanner(text, Scanner::Prefixes::are_anything);
  do {
    if (!scanner.next()) fail("an action has no end");
    tokens.add(scanner);
  } while (scanner.depth() > 0);
  return tokens;
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
      if (attribute.name.starts_with("xmlns")) {
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

/// `rest` begins with what took the place of the action `before`. Returns how long it is.
std::size_t verify_action(std::string_view before, std::string_view rest) {
  const TokenList old_tokens = read_element(before);
  const TokenList new_tokens = read_element(rest);
  tinyxml2::XMLDocument reader;
  check_agreement(rest, new_tokens, reader);
  if (new_tokens.entries().front().token.name != old_tokens.entries().front().token.name)
    fail("an action became another element");
  const Namespaces known = find_namespaces(old_tokens);
  const Namespaces used = find_namespaces(new_tokens);
  if (!std::includes(known.begin(), known.end(), used.begin(), used.end()))
    fail("an action has a prefix or a declaration that was not there");
  const std::size_t length = new_tokens.entries().back().token.end;
  const EffectiveAction old_start = read_effective_action(before);
  const EffectiveAction new_start = read_effective_action(rest.substr(0, length));
  if (old_start.program != new_start.program || old_start.arguments != new_start.arguments ||
      old_start.directory != new_start.directory) {
    fail("an action starts something else");
  }
  return length;
}

/// The declaration, where it is another one than before.
void verify_head(std::string_view after, std::size_t head_after) {
  Scanner scanner(after);
  scanner.next();
  if (scanner.token().kind != TokenKind::declaration || scanner.token().end != head_after)
    fail("the XML declaration is not one any more");
}

class Verification {
 public:
  Verification(std::string_view before, std::size_t head_before, std::string_view after,
               std::size_t head_after)
      : before_(before), before_at_(head_before), after_(after), after_at_(head_after) {}

  void run(const std::vector<Span>& execs) {
    if (before_.substr(0, before_at_) != after_.substr(0, after_at_)) verify_head(after_, after_at_);
    for (const Span& exec : execs) {
      skip_same(exec.begin);
      const std::string_view old_text = before_.substr(exec.begin, exec.end - exec.begin);
      const std::string_view rest = after_.substr(after_at_);
      before_at_ = exec.end;
      after_at_ += rest.starts_with(old_text) ? old_text.size() : verify_action(old_text, rest);
    }
    skip_same(before_.size());
    if (after_at_ != after_.size()) fail("there is more at the end");
  }

 private:
  void skip_same(std::size_t before_end) {
    const std::string_view same = before_.substr(before_at_, before_end - before_at_);
    if (!after_.substr(after_at_).starts_with(same)) fail("text outside the Exec actions changed");
    before_at_ = before_end;
    after_at_ += same.size();
  }

  std::string_view before_;
  std::size_t before_at_;
  std::string_view after_;
  std::size_t after_at_;
};

}  // namespace

// All that is outside the actions is the same as before, which was read as a whole, by the scanner and by
// tinyxml2. An element that is well-formed and takes the place of one of the same name leaves the whole
// well-formed.
void verify_rewrite(std::string_view before, const std::vector<Span>& execs, std::size_t head_before,
                    std::string_view after, std::size_t head_after) {
  try {
    Verification(before, head_before, after, head_after).run(execs);
  } catch (const Malformed& malformed) {
    fail(malformed.what());
  }
}

}  // namespace taskxml
