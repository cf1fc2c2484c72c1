#include "taskxml/command/account_passwords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/task/account_kind.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<PasswordLine> parse_password_lines(const launcher::Secret& input) {
  std::vector<PasswordLine> lines;
  std::string_view rest = input.view();
  if (rest.starts_with(kMark)) rest.remove_prefix(kMark.size());
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (without_blanks(line).empty()) continue;
    const auto refuse = [&](std::string_view what) {
      throw std::invalid_argument(fmt::format("line {} of standard input {}", number, what));
    };
    const std::size_t equals = line.find('=');
    if (launcher::find_invalid_utf8(line) != std::string_view::npos) refuse("is not UTF-8");
    if (equals == std::string_view::npos) refuse("is not ACCOUNT=PASSWORD");
    const std::string_view account = without_blanks(line.substr(0, equals));
    if (account.empty()) refuse("names no account before =");
    if (equals + 1 == line.size()) refuse("has no password after =");
    const bool is_known = std::any_of(lines.begin(), lines.end(), [&](const PasswordLine& known) {
      return launcher::equals_ignoring_case(known.account, account);
    });
    if (is_known) refuse("names an account that a line before it has");
    lines.push_back({std::string(account), launcher::Secret(line.substr(equals + 1))});
  }
  return lines;
}

AccountAnswer AccountPasswords::answer_for(const Principal& principal) {
  AccountAnswer answer;
  if (account_kind(principal) != AccountKind::password) return answer;
  Account& account = find(principal);
  if (skips_) {
    answer.is_left_alone = true;
    answer.reason = fmt::format("it stores the password of {}, and --skip-passwords leaves such tasks alone",
                                account.name);
    return answer;
  }
  if (account.reason.empty() && !account.password) ask(account);
  answer.reason = account.reason;
  if (account.reason.empty())
    answer.login = TaskLogin{.account = principal.account(), .password = &*account.password};
  return answer;
}

void AccountPasswords::refuse(const Principal& principal, const launcher::Failure& failure) {
  Account& account = find(principal);
  account.password.reset();
  account.reason = fmt::format(
      "the password of {} was refused ({}{}{}) and is not tried again, so that the account is not locked",
      account.name, launcher::format_hex(failure.code), failure.symbol.empty() ? "" : " ", failure.symbol);
}

AccountPasswords::Account& AccountPasswords::find(const Principal& principal) {
  std::string name = machine_.account_name(principal.account());
  Account& account = accounts_[launcher::to_lower_ascii(name)];
  if (account.name.empty()) account.name = std::move(name);
  return account;
}

void AccountPasswords::ask(Account& account) {
  PasswordSource& source = machine_.passwords();
  if (source.is_console()) {
    launcher::Secret password = source.ask(fmt::format("{}Password of {}: ", before_prompt_, account.name));
    if (password.size() == 0) {
      account.reason = fmt::format("no password was given for {}", account.name);
    } else {
      account.password = std::move(password);
    }
    return;
  }
  read_lines();
  const auto line = lines_.find(launcher::to_lower_ascii(account.name));
  if (line != lines_.end()) {
    account.password = std::move(line->second);
    return;
  }
  account.reason = !line_problem_.empty()
                       ? line_problem_
                       : fmt::format("standard input has no line {}=PASSWORD", account.name);
}

void AccountPasswords::read_lines() {
  if (std::exchange(has_read_lines_, true)) return;
  try {
    for (PasswordLine& line : parse_password_lines(machine_.passwords().read_all()))
      lines_.emplace(launcher::to_lower_ascii(machine_.account_name(line.account)), std::move(line.password));
  } catch (const std::exception& problem) {
    line_problem_ = problem.what();
  }
}

}  // namespace taskxml
