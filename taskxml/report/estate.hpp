#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/diagnose/diagnose.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/exec.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/task/task.hpp"

/// The tasks of many machines as values: what `report` shows, compares and keeps.
namespace taskxml {

/// What a letter is connected to, as far as an action says so itself.
struct LetterShare {
  char letter = 'A';
  std::string share;  ///< `\\fs01\projects`

  bool operator==(const LetterShare&) const = default;
};

/// What wrap would make of an action.
enum class WrapAnswer {
  nothing,  ///< it starts no program, or a command of the launcher itself
  present,  ///< it is wrapped
  written,  ///< Action::wrapped says how
  refused,  ///< Action::refusal says why
};

struct EstateAction {
  std::size_t line = 0;
  std::size_t index = 0;  ///< from 1
  std::string kind;       ///< name of the element
  std::string program;    ///< what it starts in the end; of an Exec that is understood
  std::string arguments;
  std::string directory;
  std::string letters;                 ///< "CS"
  std::vector<std::string> shares;     ///< that it names
  std::vector<LetterShare> connected;  ///< by --drive of its launcher, or by its own `net use`
  ExecValues written;                  ///< as written in the file
  WrapAnswer answer = WrapAnswer::nothing;
  ExecValues wrapped;   ///< as wrap would write it, without options
  std::string refusal;  ///< why wrap would not

  bool is_wrapped() const { return answer == WrapAnswer::present; }
};

/// How many of a task's programs run through the launcher.
enum class Wrapping { none, some, all, no_program };

struct Counts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;

  void add(Severity severity);
  void add(const Counts& other);
  bool operator==(const Counts&) const = default;
};

struct EstateTask {
  std::string machine;
  std::string file;
  std::size_t line = 0;
  std::string name;  ///< as diagnose calls it: URI, else Group Policy name, else relative path
  std::string
      path;  ///< `\Backup\Nightly`: the name, without the machine's folder where it is a relative path
  Principal principal;
  AccountKind account = AccountKind::other;
  bool is_enabled = true;
  std::vector<std::string> triggers;  ///< in words
  std::vector<EstateAction> actions;
  std::vector<Problem> findings;
  std::string
      wrap_line;  ///< what to type to wrap it; empty: nothing to wrap, or no line that a shell takes as meant

  Wrapping wrapping() const;
  Counts counts() const;
  std::string letters() const;              ///< of all actions: "CS"
  std::vector<std::string> shares() const;  ///< named or connected, each once, ASCII case ignored, in order
};

/// What could not be read, or a part of it.
struct EstateRefusal {
  std::string machine;
  std::string file;
  Finding finding;
};

struct Estate {
  std::vector<EstateTask> tasks;        ///< in the order of the inputs
  std::vector<EstateRefusal> refusals;  ///< files
  std::vector<EstateRefusal> notes;     ///< old Group Policy items: no tasks here
};

/// The words of JSON and CSV: "no", "partly", "yes", "no-program".
std::string_view word_for(Wrapping wrapping);

}  // namespace taskxml
