#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/text/secret.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/task_store.hpp"
#include "taskxml/task/task.hpp"

namespace taskxml {

/// What a task is registered with.
struct AccountAnswer {
  std::optional<TaskLogin> login;  ///< empty: it needs none, or there is none
  std::string reason;              ///< why it can not be registered; empty: it can
  bool is_left_alone = false;      ///< because of --skip-passwords
};

struct PasswordLine {
  std::string account;
  launcher::Secret password;
};

/// The passwords of the tasks that store one: asked for once for each account, when the first of its tasks is to
/// be registered. One that was refused is never tried again: every try counts towards locking the account.
/// Accounts are compared as they are written, ignoring case; a SID counts as its name.
class AccountPasswords {
 public:
  /// `before_prompt` is written before each question: what clears a line of progress.
  AccountPasswords(LiveTasks& machine, bool skips, std::string before_prompt = {})
      : machine_(machine), skips_(skips), before_prompt_(std::move(before_prompt)) {}

  AccountAnswer answer_for(const Principal& principal);
  /// Task Scheduler refused what `answer_for` gave.
  void refuse(const Principal& principal, const launcher::Failure& failure);

 private:
  struct Account {
    std::string name;
    std::optional<launcher::Secret> password;
    std::string reason;  ///< why no task of it can be registered; empty: none is known
  };

  Account& find(const Principal& principal);
  void ask(Account& account);
  void read_lines();

  LiveTasks& machine_;
  bool skips_;
  std::string before_prompt_;
  bool has_read_lines_ = false;
  std::string line_problem_;                       ///< why standard input is of no use; empty: nothing
  std::map<std::string, launcher::Secret> lines_;  ///< of standard input, by key
  std::map<std::string, Account> accounts_;        ///< by key
};

/// Lines `ACCOUNT=PASSWORD` of UTF-8, with or without byte order mark; a password may have blanks and `=`. Empty
/// lines are passed over. Throws std::invalid_argument with the number of the line, never with its text; also for
/// an account that is there twice, case aside.
std::vector<PasswordLine> parse_password_lines(const launcher::Secret& input);

}  // namespace taskxml
