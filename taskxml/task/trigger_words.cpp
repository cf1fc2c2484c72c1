#include "taskxml/task/trigger_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

using Index = std::size_t;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Whether `text` looks like `pattern`, in which 0 is any digit.
bool looks_like(std::string_view text, std::string_view pattern) {
  return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(),
                    [](char c, char wanted) { return wanted == '0' ? is_digit(c) : c == wanted; });
}

/// A StartBoundary or an EndBoundary.
struct Moment {
  std::string date;  ///< as it is written where it is not an xs:dateTime
  std::string time;  ///< "02:00", with seconds where there are any and the time zone where it is written
};

Moment read_moment(const std::string& written) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00";
  if (!looks_like(written.substr(0, kPattern.size()), kPattern)) return {written, {}};
  const std::string seconds = written.substr(16, 3);
  std::string time = written.substr(11, 5) + (seconds == ":00" ? "" : seconds);
  std::size_t zone = kPattern.size();
  if (zone < written.size() && written[zone] == '.')
    zone = std::min(written.find_first_not_of("0123456789", zone + 1), written.size());
  const std::string rest = written.substr(zone);
  if (!rest.empty()) time += rest == "Z" ? " UTC" : " " + rest;
  return {written.substr(0, 10), time};
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

class TriggerReader {
 public:
  TriggerReader(const TokenList& tokens, std::string_view task) : tokens_(tokens), task_(task) {}

  std::vector<std::string> read() const {
    std::vector<std::string> sentences;
    if (tokens_.entries().empty()) return sentences;
    const std::optional<Index> triggers = tokens_.find_child(0, "Triggers");
    if (!triggers) return sentences;
    for (const Index trigger : tokens_.children(*triggers))
      sentences.push_back(describe(trigger));
    return sentences;
  }

 private:
  std::string_view name(Index element) const { return local_name(tokens_.entries()[element].token.name); }

  /// Without blanks around it; empty: it is not there.
  std::string text_of(Index parent, std::string_view local) const {
    const std::optional<Index> child = tokens_.find_child(parent, local);
    if (!child) return {};
    const std::string value = tokens_.value(*child, task_);
    const auto begin = std::find_if_not(value.begin(), value.end(), is_xml_blank);
    const auto end = std::find_if_not(value.rbegin(), value.rend(), is_xml_blank).base();
    return begin < end ? std::string(begin, end) : std::string();
  }

  std::string describe(Index trigger) const {
    std::string text = describe_start(trigger) + describe_delay(trigger) + describe_repetition(trigger);
    const std::string end = text_of(trigger, "EndBoundary");
    if (!end.empty()) {
      const Moment moment = read_moment(end);
      text += ", until " + moment.date + (moment.time.empty() ? "" : " " + moment.time);
    }
    const std::string enabled = text_of(trigger, "Enabled");
    return enabled == "false" || enabled == "0" ? text + " (switched off)" : text;
  }

  std::string describe_start(Index trigger) const {
    const std::string_view kind = name(trigger);
    if (kind == "TimeTrigger") {
      const Moment moment = read_moment(text_of(trigger, "StartBoundary"));
      if (moment.date.empty()) return "once";
      return "once, " + moment.date + (moment.time.empty() ? "" : " at " + moment.time);
    }
    if (kind == "CalendarTrigger") return describe_calendar(trigger);
    return describe_occasion(trigger, kind) + describe_begin(trigger);
  }

  /// From when on an occasion counts.
  std::string describe_begin(Index trigger) const {
    const Moment moment = read_moment(text_of(trigger, "StartBoundary"));
    if (moment.date.empty()) return {};
    return ", from " + moment.date + (moment.time.empty() ? "" : " " + moment.time);
  }

  std::string describe_occasion(Index trigger, std::string_view kind) const {
    const std::string user = text_of(trigger, "UserId");
    if (kind == "BootTrigger") return "when the machine starts";
    if (kind == "RegistrationTrigger") return "when the task is registered";
    if (kind == "IdleTrigger") return "when the machine is idle";
    if (kind == "LogonTrigger") return fmt::format("when {} logs on", user.empty() ? "anybody" : user);
    if (kind == "SessionStateChangeTrigger")
      return describe_session(user.empty() ? "anybody" : user, text_of(trigger, "StateChange"));
    if (kind == "EventTrigger") return describe_event(text_of(trigger, "Subscription"));
    if (kind == "WnfStateChangeTrigger")
      return fmt::format("when Windows changes its state {}", text_of(trigger, "StateName"));
    return std::string(kind);
  }

  static std::string describe_session(const std::string& who, const std::string& change) {
    struct Words {
      std::string_view change;
      std::string_view words;
    };
    static constexpr std::array<Words, 6> kWords{
        {{"ConsoleConnect", "connects to the session at the console"},
         {"ConsoleDisconnect", "leaves the session at the console"},
         {"RemoteConnect", "connects to a remote session"},
         {"RemoteDisconnect", "leaves a remote session"},
         {"SessionLock", "locks the session"},
         {"SessionUnlock", "unlocks the session"}}};
    const auto found = std::find_if(kWords.begin(), kWords.end(),
                                    [&](const Words& words) { return words.change == change; });
    if (found == kWords.end()) return fmt::format("when the session of {} changes: {}", who, change);
    return fmt::format("when {} {}", who, found->words);
  }

  /// A Subscription is a QueryList as text: of its first Select the log and the query.
  static std::string describe_event(const std::string& subscription) {
    const std::size_t select = subscription.find("<Select");
    const std::size_t begin = subscription.find('>', select);
    if (select == std::string::npos || begin == std::string::npos) return "on an event";
    const std::string query = element_text(subscription, begin + 1);
    const std::string log = attribute_of(subscription.substr(select, begin - select), "Path");
    std::string text = log.empty() ? std::string("on an event") : "on an event of the log " + log;
    if (!query.empty() && query != "*") text += ": " + query;
    return text;
  }

  static std::string element_text(const std::string& xml, std::size_t begin) {
    std::string text = xml.substr(begin, xml.find('<', begin) - begin);
    for (char& c : text)
      c = is_xml_blank(c) ? ' ' : c;
    return unescape(text);
  }

  static std::string attribute_of(const std::string& tag, const std::string& attribute) {
    const std::size_t at = tag.find(attribute + "=");
    if (at == std::string::npos || at + attribute.size() + 1 >= tag.size()) return {};
    const std::size_t quote = at + attribute.size() + 1;
    const std::size_t end = tag.find(tag[quote], quote + 1);
    return end == std::string::npos ? std::string() : unescape(tag.substr(quote + 1, end - quote - 1));
  }

  /// What a person wrote may hold anything: what is not well-formed stays as it is.
  static std::string unescape(const std::string& text) {
    if (text.find('<') != std::string::npos) return text;
    for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
      const std::size_t end = text.find(';', at);
      const std::string_view reference = std::string_view(text).substr(at, end - at + 1);
      static constexpr std::array<std::string_view, 5> kKnown{"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
      if (end == std::string::npos || std::find(kKnown.begin(), kKnown.end(), reference) == kKnown.end())
        return text;
    }
    return element_value(text);
  }

  std::string describe_calendar(Index trigger) const {
    const Moment moment = read_moment(text_of(trigger, "StartBoundary"));
    std::string text = describe_days(trigger);
    if (!moment.time.empty()) text += " at " + moment.time;
    if (!moment.date.empty()) text += ", from " + moment.date;
    return text;
  }

  std::string describe_days(Index trigger) const {
    for (const Index schedule : tokens_.children(trigger)) {
      const std::string_view kind = name(schedule);
      if (kind == "ScheduleByDay") return every(text_of(schedule, "DaysInterval"), "day");
      if (kind == "ScheduleByWeek") {
        const std::vector<std::string> days = names_in(schedule, "DaysOfWeek");
        return every(text_of(schedule, "WeeksInterval"), "week") + (days.empty() ? "" : " on " + join(days));
      }
      if (kind == "ScheduleByMonth")
        return fmt::format("on day {} of {}", join(values_in(schedule, "DaysOfMonth", "Day")),
                           months(schedule));
      if (kind == "ScheduleByMonthDayOfWeek") {
        return fmt::format("on {} {} of {}", join(weeks(schedule)), join(names_in(schedule, "DaysOfWeek")),
                           months(schedule));
      }
    }
    return "on no day";
  }

  static std::string every(const std::string& interval, std::string_view unit) {
    if (interval.empty() || interval == "1") return fmt::format("every {}", unit);
    return fmt::format("every {} {}s", interval, unit);
  }

  /// The names of the elements in a list: Monday, January.
  std::vector<std::string> names_in(Index parent, std::string_view list) const {
    std::vector<std::string> names;
    if (const std::optional<Index> element = tokens_.find_child(parent, list)) {
      for (const Index child : tokens_.children(*element))
        names.emplace_back(name(child));
    }
    return names;
  }

  std::vector<std::string> values_in(Index parent, std::string_view list, std::string_view item) const {
    std::vector<std::string> values;
    if (const std::optional<Index> element = tokens_.find_child(parent, list)) {
      for (const Index child : tokens_.children(*element)) {
        std::string value = tokens_.value(child, task_);
        if (name(child) == item) values.push_back(value == "Last" ? "the last" : std::move(value));
      }
    }
    return values;
  }

  std::vector<std::string> weeks(Index schedule) const {
    constexpr std::array<std::string_view, 4> kOrdinals{"first", "second", "third", "fourth"};
    std::vector<std::string> words;
    for (const std::string& week : values_in(schedule, "Weeks", "Week")) {
      const bool is_number = week.size() == 1 && week[0] >= '1' && week[0] <= '4';
      words.push_back(is_number ? fmt::format("the {}", kOrdinals.at(static_cast<std::size_t>(week[0] - '1')))
                                : week);
    }
    // [MS-TSCH] 2.5.4.5.3: without Weeks it is every week of the month.
    return words.empty() ? std::vector<std::string>{"every"} : words;
  }

  std::string months(Index schedule) const {
    const std::vector<std::string> names = names_in(schedule, "Months");
    return names.empty() || names.size() == 12 ? "every month" : join(names);
  }

  std::string describe_delay(Index trigger) const {
    std::string text;
    const std::string delay = text_of(trigger, "Delay");
    if (!delay.empty() && delay != "PT0S") text += fmt::format(", {} later", describe_duration(delay));
    const std::string random = text_of(trigger, "RandomDelay");
    if (!random.empty() && random != "PT0S")
      text += fmt::format(", delayed at random by up to {}", describe_duration(random));
    return text;
  }

  std::string describe_repetition(Index trigger) const {
    const std::optional<Index> repetition = tokens_.find_child(trigger, "Repetition");
    if (!repetition) return {};
    const std::string interval = text_of(*repetition, "Interval");
    if (interval.empty()) return {};
    const std::string duration = text_of(*repetition, "Duration");
    return fmt::format(", repeated every {}{}", describe_duration(interval),
                       duration.empty() ? "" : " for " + describe_duration(duration));
  }

  const TokenList& tokens_;
  std::string_view task_;
};

}  // namespace

std::vector<std::string> describe_triggers(const TokenList& tokens, std::string_view task) {
  return TriggerReader(tokens, task).read();
}

std::string describe_duration(std::string_view written) {
  struct Unit {
    char letter;
    bool is_time;
    std::string_view word;
  };
  static constexpr std::array<Unit, 6> kUnits{{{'Y', false, "year"},
                                               {'M', false, "month"},
                                               {'D', false, "day"},
                                               {'H', true, "hour"},
                                               {'M', true, "minute"},
                                               {'S', true, "second"}}};
  std::string words;
  std::string_view rest = written;
  if (!rest.starts_with('P')) return std::string(written);
  rest.remove_prefix(1);
  bool is_time = false;
  while (!rest.empty()) {
    if (rest.front() == 'T' && !is_time) {
      is_time = true;
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& one) {
      return digits > 0 && digits < rest.size() && one.letter == rest[digits] && one.is_time == is_time;
    });
    if (unit == kUnits.end()) return std::string(written);
    const std::string_view number = rest.substr(0, digits);
    if (number.find_first_not_of('0') != std::string_view::npos) {
      words +=
          fmt::format("{}{} {}{}", words.empty() ? "" : " ", number, unit->word, number == "1" ? "" : "s");
    }
    rest.remove_prefix(digits + 1);
  }
  return words.empty() ? std::string(written) : words;
}

}  // namespace taskxml
