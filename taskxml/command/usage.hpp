#pragma once

#include <array>
#include <stdexcept>
#include <string_view>

/// The commands, and what is said of a command line that means nothing.
namespace taskxml {

enum class Command { help, version, wrap, unwrap, show, diagnose, probe, drives, report };

struct CommandName {
  std::string_view name;
  Command command;
};
inline constexpr std::array<CommandName, 7> kCommands{{{"wrap", Command::wrap},
                                                       {"unwrap", Command::unwrap},
                                                       {"show", Command::show},
                                                       {"diagnose", Command::diagnose},
                                                       {"probe", Command::probe},
                                                       {"drives", Command::drives},
                                                       {"report", Command::report}}};

/// "taskxml" for those that are no command of their own.
std::string_view name_of(Command command);

/// A command line that means nothing; what() says why and what to do.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws UsageError: `SUBJECT: WHAT. ADVICE`; empty advice: none.
[[noreturn]] void refuse_usage(std::string_view subject, std::string_view what, std::string_view advice = {});

}  // namespace taskxml
