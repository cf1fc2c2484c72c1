#include "taskxml/rewrite/verify.hpp"

#include "taskxml/rewrite/verify_action.hpp"
#include "taskxml/task/read_action.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"

namespace taskxml {
namespace {

/// The length of the element at the start of a text.
std::size_t element_length(std::string_view text) {
  Scanner scanner(text, Scanner::Prefixes::are_anything);
  do {
    if (!scanner.next()) fail_verification("an action has no end");
  } while (scanner.depth() > 0);
  return scanner.token().end;
}

/// `rest` begins with what took the place of the action `before`. Returns how long it is.
std::size_t verify_front(std::string_view before, std::string_view rest) {
  const std::size_t length = element_length(rest);
  verify_action(read_action(std::string(before)), read_action(std::string(rest.substr(0, length))));
  return length;
}

/// The declaration, where it is another one than before.
void verify_head(std::string_view after, std::size_t head_after) {
  Scanner scanner(after);
  scanner.next();
  if (scanner.token().kind != TokenKind::declaration || scanner.token().end != head_after)
    fail_verification("the XML declaration is not one any more");
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
      after_at_ += rest.starts_with(old_text) ? old_text.size() : verify_front(old_text, rest);
    }
    skip_same(before_.size());
    if (after_at_ != after_.size()) fail_verification("there is more at the end");
  }

 private:
  void skip_same(std::size_t before_end) {
    const std::string_view same = before_.substr(before_at_, before_end - before_at_);
    if (!after_.substr(after_at_).starts_with(same))
      fail_verification("text outside the Exec actions changed");
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
    fail_verification(malformed.what());
  }
}

}  // namespace taskxml
