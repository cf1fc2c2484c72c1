#include "scheduler/plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <stdexcept>

#include "provider/fields.hpp"
#include "scheduler/places.hpp"
#include "scheduler/refused.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

constexpr auto kEvents = std::to_array<std::string_view>(
    {"any", "connect", "open", "list", "get", "read", "validate", "register", "delete", "run", "stop"});
constexpr std::uint32_t kAlways = std::numeric_limits<std::uint32_t>::max();

struct Row {
  std::wstring path;  ///< folded
  bool is_below = false;
  std::optional<Event> event;  ///< nothing: a row that says that a task is running
  std::uint32_t delay = 0;     ///< milliseconds
  std::uint32_t error = 0;
  std::uint32_t times = kAlways;
  Changes changes;

  bool fits(Event happening, const std::wstring& at) const {
    return event && (*event == Event::any || *event == happening) && fits(at);
  }
  bool fits(const std::wstring& at) const {
    return at == path || (is_below && (path == L"\\" || at.starts_with(path + L"\\")));
  }
};

struct Plan {
  std::vector<Row> rows;
  std::vector<Account> accounts;
};

/// Words between blanks; quotes group, so that a word can have blanks.
std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  bool is_quoted = false;
  bool is_open = false;
  for (const char character : line) {
    if (character == '"') {
      is_quoted = !is_quoted;
      if (!is_open) words.emplace_back();
      is_open = true;
    } else if (!is_quoted && (character == ' ' || character == '\t' || character == '\r')) {
      is_open = false;
    } else {
      if (!is_open) words.emplace_back();
      is_open = true;
      words.back() += character;
    }
  }
  if (is_quoted) throw std::invalid_argument("a quote is not closed");
  return words;
}

[[noreturn]] void refuse(const std::string& word) {
  throw std::invalid_argument("not understood: \"" + word + "\"");
}

std::uint32_t parse_number(const std::string& word, std::string_view value) {
  const bool is_hex = value.starts_with("0x");
  if (is_hex) value.remove_prefix(2);
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), number, is_hex ? 16 : 10);
  if (error != std::errc() || end != value.data() + value.size() || number == 0) {
    throw std::invalid_argument("not a number from 1: \"" + word + "\"");
  }
  return number;
}

Event parse_event(const std::string& word, std::string_view value) {
  for (std::size_t index = 0; index < kEvents.size(); ++index) {
    if (kEvents.at(index) == value) return static_cast<Event>(index);
  }
  refuse(word);
}

void add_change(Changes& changes, const std::string& word, std::string_view value) {
  if (value == "windows-form") {
    changes.windows_form = true;
  } else if (value == "cut-arguments") {
    changes.cut_arguments = true;
  } else {
    refuse(word);
  }
}

void set_field(Row& row, bool& is_running, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string key = word.substr(0, equals);
  const std::string_view value =
      std::string_view(word).substr(equals == std::string::npos ? word.size() : equals + 1);
  if (key == "on") {
    row.event = parse_event(word, value);
  } else if (key == "delay") {
    row.delay = parse_number(word, value);
  } else if (key == "error") {
    row.error = parse_number(word, value);
  } else if (key == "times") {
    row.times = parse_number(word, value);
  } else if (key == "change") {
    add_change(row.changes, word, value);
  } else if (word == "running=1") {
    is_running = true;
  } else {
    refuse(word);
  }
}

Row parse_row(const std::vector<std::string>& words) {
  Row row;
  std::wstring path = rig::to_utf16(words[0]);
  row.is_below = path.ends_with(L"\\*");
  if (row.is_below) path.resize(path.size() - 2);
  try {
    row.path = folded(full_path(L"\\", path));
  } catch (const Refused&) {
    refuse(words[0]);
  }
  bool is_running = false;
  for (std::size_t index = 1; index < words.size(); ++index)
    set_field(row, is_running, words[index]);
  const bool has_change = row.changes.windows_form || row.changes.cut_arguments;
  const bool has_effect = row.delay != 0 || row.error != 0 || has_change;
  if (is_running && (row.event || has_effect)) throw std::invalid_argument("running=1 stands alone");
  if (!is_running && !row.event) throw std::invalid_argument("does not say when: on=");
  if (!is_running && !has_effect) throw std::invalid_argument("says when, but not what");
  if (has_change && row.event != Event::registering) {
    throw std::invalid_argument("change= makes sense only with on=register");
  }
  return row;
}

Account parse_account(const std::vector<std::string>& words) {
  if (words.size() < 2) throw std::invalid_argument("account has no name");
  Account account;
  account.name = rig::to_utf16(words[1]);
  bool has_password = false;
  for (std::size_t index = 2; index < words.size(); ++index) {
    const std::string& word = words[index];
    if (word.starts_with("password=")) {
      account.password = rig::to_utf16(word.substr(9));
      has_password = true;
    } else if (word.starts_with("sid=")) {
      account.sid = rig::to_utf16(word.substr(4));
    } else {
      refuse(word.substr(0, word.find('=')));
    }
  }
  if (!has_password) throw std::invalid_argument("account has no password=");
  return account;
}

Plan parse_plan(std::string_view text) {
  Plan plan;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    try {
      const std::vector<std::string> words = split(line);
      if (words.empty() || words[0].starts_with('#')) continue;
      if (words[0] == "account") {
        plan.accounts.push_back(parse_account(words));
      } else if (words[0].starts_with('\\')) {
        plan.rows.push_back(parse_row(words));
      } else {
        refuse(words[0]);
      }
    } catch (const std::exception& error) {
      throw std::invalid_argument("task-plan:" + std::to_string(number) + ": " + error.what());
    }
  }
  return plan;
}

std::string read_plan_text() {
  return read_file(places().plan).value_or(std::string());
}

Plan read_plan(const std::string& text) {
  try {
    return parse_plan(text);
  } catch (const std::invalid_argument& error) {
    report_failure(error.what());
    throw Refused::win32(ERROR_BAD_CONFIGURATION);
  }
}

/// What tells a plan from one that was there before. Not the plan itself: it has passwords.
std::string identify(const std::string& plan) {
  return fingerprint(plan) + " " + std::to_string(time_written(places().plan)) + "\n";
}

/// How often each row was used: a line for each, after the plan they count for. A plan that was written again
/// counts anew.
std::vector<std::uint32_t> read_uses(const std::string& plan, std::size_t rows) {
  std::vector<std::uint32_t> uses(rows, 0);
  const std::optional<std::string> text = read_file(places().state + L"\\plan-uses");
  const std::string name = identify(plan);
  if (!text || !text->starts_with(name)) return uses;
  const char* at = text->data() + name.size();
  for (std::uint32_t& use : uses) {
    at = std::from_chars(at, text->data() + text->size(), use).ptr + 1;
  }
  return uses;
}

void write_uses(const std::string& plan, const std::vector<std::uint32_t>& uses) {
  std::string text = identify(plan);
  for (const std::uint32_t use : uses)
    text += std::to_string(use) + '\n';
  replace_file(places().state + L"\\plan-uses", text);
}

}  // namespace

Changes follow_plan(Event event, const std::wstring& path) {
  Row taken;
  {
    const StoreLock lock;
    const std::string text = read_plan_text();
    if (text.empty()) return {};
    const Plan plan = read_plan(text);
    std::vector<std::uint32_t> uses = read_uses(text, plan.rows.size());
    const std::wstring at = folded(path);
    for (std::size_t index = 0; index < plan.rows.size(); ++index) {
      const Row& row = plan.rows[index];
      if (!row.fits(event, at) || uses[index] >= row.times) continue;
      taken = row;
      ++uses[index];
      if (row.times != kAlways) write_uses(text, uses);
      break;
    }
  }
  if (taken.delay != 0) Sleep(taken.delay);
  if (taken.error != 0) throw Refused(static_cast<HRESULT>(taken.error));
  return taken.changes;
}

bool is_running_by_plan(const std::wstring& path) {
  const std::string text = read_plan_text();
  if (text.empty()) return false;
  const std::wstring at = folded(path);
  for (const Row& row : read_plan(text).rows) {
    if (!row.event && row.fits(at)) return true;
  }
  return false;
}

std::optional<Account> find_account(const std::wstring& named) {
  const std::wstring wanted = folded(named);
  if (wanted.empty()) return std::nullopt;
  for (const Account& account : read_plan(read_plan_text()).accounts) {
    if (folded(account.name) == wanted || folded(account.sid) == wanted) return account;
  }
  return std::nullopt;
}

}  // namespace scheduler
