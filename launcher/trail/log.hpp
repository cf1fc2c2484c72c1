#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The trail of a run: one line per event, `time level pid session account name event key=value...`.
namespace launcher {

enum class LogLevel { debug, info, warning, error };

/// Who writes: the same in every line of a run.
struct LogIdentity {
  std::uint32_t process = 0;
  std::string session;  ///< the logon session, "0x3e7"
  std::string account;  ///< "DOMAIN\user"
  std::string name;     ///< --name; empty is written as -
};

struct LogField {
  std::string_view key;
  std::string value;
};

/// `value`, or in double quotes with \" \\ \n \r \t and \xNN when it is empty or holds a blank, a quote, = or
/// a control character, so that a line is always one line and its fields can be separated.
std::string quote_log_value(std::string_view value);

/// Writes lines to its sinks; without any it does nothing. `write` may be called by several threads.
class Log {
 public:
  /// Takes one finished line that ends in a line feed. Must not throw.
  using Sink = std::function<void(LogLevel level, std::string_view line)>;

  /// Before the first sink is added; finding it out takes a while, so it is done only when something is
  /// written.
  void set_identity(LogIdentity identity) { identity_ = std::move(identity); }
  void add_sink(Sink sink) { sinks_.push_back(std::move(sink)); }

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    write(level, event, std::span(fields.begin(), fields.size()));
  }
  void write(LogLevel level, std::string_view event, std::span<const LogField> fields);

 private:
  LogIdentity identity_;
  std::vector<Sink> sinks_;
  std::mutex mutex_;
};

}  // namespace launcher
