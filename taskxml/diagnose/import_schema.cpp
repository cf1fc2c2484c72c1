#include "taskxml/diagnose/import_schema.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>

#include "taskxml/diagnose/schema_types.hpp"

namespace taskxml {
namespace {

constexpr std::uint64_t kMinute = 60;
constexpr std::uint64_t kDay = 86'400;
constexpr std::uint64_t kEver = std::numeric_limits<std::uint64_t>::max();

constexpr auto kBooleans = std::to_array<std::string_view>({"true", "false", "1", "0"});
constexpr auto kLogonTypes =
    std::to_array<std::string_view>({"InteractiveToken", "Password", "S4U", "InteractiveTokenOrPassword"});
constexpr auto kRunLevels = std::to_array<std::string_view>({"LeastPrivilege", "HighestAvailable"});
constexpr auto kTokenSids = std::to_array<std::string_view>({"None", "Unrestricted", "Default"});
constexpr auto kPolicies =
    std::to_array<std::string_view>({"Parallel", "Queue", "IgnoreNew", "StopExisting"});
constexpr auto kStateChanges =
    std::to_array<std::string_view>({"ConsoleConnect", "ConsoleDisconnect", "RemoteConnect",
                                     "RemoteDisconnect", "SessionLock", "SessionUnlock"});
constexpr auto kWeeks = std::to_array<std::string_view>({"1", "2", "3", "4", "Last"});
constexpr auto kPrivileges = std::to_array<std::string_view>({
    "SeAssignPrimaryTokenPrivilege",
    "SeAuditPrivilege",
    "SeBackupPrivilege",
    "SeChangeNotifyPrivilege",
    "SeCreateGlobalPrivilege",
    "SeCreatePagefilePrivilege",
    "SeCreatePermanentPrivilege",
    "SeCreateSymbolicLinkPrivilege",
    "SeCreateTokenPrivilege",
    "SeDebugPrivilege",
    "SeDelegateSessionUserImpersonatePrivilege",
    "SeEnableDelegationPrivilege",
    "SeImpersonatePrivilege",
    "SeIncreaseBasePriorityPrivilege",
    "SeIncreaseQuotaPrivilege",
    "SeIncreaseWorkingSetPrivilege",
    "SeLoadDriverPrivilege",
    "SeLockMemoryPrivilege",
    "SeMachineAccountPrivilege",
    "SeManageVolumePrivilege",
    "SeProfileSingleProcessPrivilege",
    "SeRelabelPrivilege",
    "SeRemoteShutdownPrivilege",
    "SeRestorePrivilege",
    "SeSecurityPrivilege",
    "SeShutdownPrivilege",
    "SeSyncAgentPrivilege",
    "SeSystemEnvironmentPrivilege",
    "SeSystemProfilePrivilege",
    "SeSystemtimePrivilege",
    "SeTakeOwnershipPrivilege",
    "SeTcbPrivilege",
    "SeTimeZonePrivilege",
    "SeTrustedCredManAccessPrivilege",
    "SeUndockPrivilege",
    "SeUnsolicitedInputPrivilege",
});

template <const auto& words>
bool is_one_of(std::string_view value) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

template <unsigned least, unsigned most>
bool is_number(std::string_view value) {
  return is_number_between(value, least, most);
}

template <std::uint64_t least, std::uint64_t most>
bool is_time_span(std::string_view value) {
  return is_duration_between(value, least, most);
}

bool is_any_text(std::string_view) {
  return true;
}

bool is_some_text(std::string_view value) {
  return !value.empty();
}

bool is_no_text(std::string_view value) {
  return value.empty();
}

bool is_day_of_month(std::string_view value) {
  return value == "Last" || (!value.starts_with('0') && !value.starts_with('+') && is_number<1, 31>(value));
}

constexpr ValueType kElements{nullptr, true, "", "", ""};
constexpr ValueType kNotJudged{nullptr, false, "", "", ""};
constexpr ValueType kText{is_any_text, false, "text", "text", ""};
constexpr ValueType kSomeText{is_some_text, false, "text that is not empty", "text", ""};
constexpr ValueType kNothing{is_no_text, false, "nothing", "", "x"};
constexpr ValueType kBoolean{is_one_of<kBooleans>, false, "true or false", "true", "yes"};
constexpr ValueType kDateTime{is_date_time, false, "a time that there is, like 2026-01-31T03:00:00",
                              "2026-02-28T03:00:00", "2026-02-31T03:00:00"};
constexpr ValueType kDuration{is_duration, false, "a duration like PT2H", "PT2H", "2h"};
constexpr ValueType kFromMinute{is_time_span<kMinute, kEver>, false, "a duration of PT1M or longer", "PT1M",
                                "PT59S"};
constexpr ValueType kMinuteToMonth{is_time_span<kMinute, 31 * kDay>, false, "a duration from PT1M to P31D",
                                   "P31D", "P31DT1S"};
constexpr ValueType kFromDay{is_time_span<kDay, kEver>, false, "a duration of P1D or longer", "P1D", "PT23H"};
constexpr ValueType kUpTo255{is_number<1, 255>, false, "a number from 1 to 255", "255", "256"};
constexpr ValueType kUpTo365{is_number<1, 365>, false, "a number from 1 to 365", "365", "366"};
constexpr ValueType kUpTo52{is_number<1, 52>, false, "a number from 1 to 52", "52", "53"};
constexpr ValueType kUpTo32{is_number<1, 32>, false, "a number from 1 to 32", "32", "0"};
constexpr ValueType kPriority{is_number<0, 10>, false, "a number from 0 to 10", "10", "11"};
constexpr ValueType kDayOfMonth{is_day_of_month, false, "a number from 1 to 31, or Last", "31", "32"};
constexpr ValueType kWeek{is_one_of<kWeeks>, false, "a number from 1 to 4, or Last", "Last", "5"};
constexpr ValueType kGuid{is_guid, false, "a GUID", "{01234567-89ab-cdef-0123-456789ABCDEF}", "{X}"};
constexpr ValueType kVersion{is_version, false, "a version like 1.2", "1.2", "2"};
constexpr ValueType kLogonType{is_one_of<kLogonTypes>, false,
                               "InteractiveToken, Password, S4U or InteractiveTokenOrPassword", "S4U",
                               "ServiceAccount"};
constexpr ValueType kRunLevel{is_one_of<kRunLevels>, false, "LeastPrivilege or HighestAvailable",
                              "LeastPrivilege", "Highest"};
constexpr ValueType kTokenSid{is_one_of<kTokenSids>, false, "None, Unrestricted or Default", "None", "Some"};
constexpr ValueType kPrivilege{is_one_of<kPrivileges>, false, "a privilege like SeBackupPrivilege",
                               "SeBackupPrivilege", "Backup"};
constexpr ValueType kPolicy{is_one_of<kPolicies>, false, "Parallel, Queue, IgnoreNew or StopExisting",
                            "Queue", "Ignore"};
constexpr ValueType kStateChange{is_one_of<kStateChanges>, false,
                                 "ConsoleConnect, ConsoleDisconnect, RemoteConnect, RemoteDisconnect, "
                                 "SessionLock or SessionUnlock",
                                 "SessionLock", "Lock"};

using enum Presence;
constexpr std::string_view kStart = "StartBoundary (triggerBaseType) Element";
constexpr std::string_view kMaintenance = "maintenanceSettingsType Complex Type";
constexpr std::string_view kWindows = "Windows' own tasks";

// Sections are those of [MS-TSCH]; what has no number is a page about the Task Scheduler Schema. Less strict:
// ids are any text; IdleSettings has shorter times and MaintenanceSettings neither Deadline nor Exclusive in
// Windows' own tasks. How many actions and triggers there can be, and what is in Command, Arguments and
// WorkingDirectory, are rules of their own (too-many, command-missing, element-length, not-understood).
constexpr auto kRows = std::to_array<SchemaRow>({
    {"", "Task", kElements, required, 1, "2.5"},
    {"", "Task@version", kVersion, optional, 1, "2.5"},
    {"Task", "RegistrationInfo", kElements, optional, 1, "2.5"},
    {"Task", "Triggers", kElements, optional, 1, "2.5"},
    {"Task", "Principals", kElements, optional, 1, "2.5"},
    {"Task", "Settings", kElements, optional, 1, "2.5"},
    {"Task", "Data", kNotJudged, optional, 1, "2.5.5"},
    {"Task", "Actions", kElements, required, 1, "2.5"},

    {"RegistrationInfo", "URI", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "SecurityDescriptor", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Source", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Date", kDateTime, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Author", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Version", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Description", kText, optional, 1, "2.5.2"},
    {"RegistrationInfo", "Documentation", kText, optional, 1, "2.5.2"},

    {"Triggers", "BootTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "RegistrationTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "IdleTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "TimeTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "EventTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "LogonTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "SessionStateChangeTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "CalendarTrigger", kElements, optional, kAnyNumber, "2.5.3"},
    {"Triggers", "WnfStateChangeTrigger", kElements, optional, kAnyNumber, kWindows},
    {"Triggers", "CustomTrigger", kNotJudged, optional, kAnyNumber, kWindows},
    {kEveryTrigger, "Enabled", kBoolean, optional, 1, "2.5.3.1"},
    {kEveryTrigger, "StartBoundary", kDateTime, optional, 1, "2.5.3.1"},
    {kEveryTrigger, "EndBoundary", kDateTime, optional, 1, "2.5.3.1"},
    {kEveryTrigger, "Repetition", kElements, optional, 1, "2.5.3.1"},
    {kEveryTrigger, "ExecutionTimeLimit", kDuration, optional, 1, "2.5.3.1"},
    {"Repetition", "Interval", kMinuteToMonth, required, 1, "2.5.3.1"},
    {"Repetition", "Duration", kFromMinute, optional, 1, "2.5.3.1"},
    {"Repetition", "StopAtDurationEnd", kBoolean, optional, 1, "2.5.3.1"},
    {"BootTrigger", "Delay", kDuration, optional, 1, "2.5.3.2"},
    {"RegistrationTrigger", "Delay", kDuration, optional, 1, "2.5.3.3"},
    {"TimeTrigger", "StartBoundary", kDateTime, required, 1, kStart},
    {"TimeTrigger", "RandomDelay", kDuration, optional, 1, "2.5.3.5"},
    {"EventTrigger", "Subscription", kSomeText, required, 1, "2.5.3.6"},
    {"EventTrigger", "Delay", kDuration, optional, 1, "2.5.3.6"},
    {"EventTrigger", "PeriodOfOccurrence", kDuration, optional, 1, "2.5.3.6"},
    {"EventTrigger", "NumberOfOccurrences", kUpTo32, optional, 1, "2.5.3.6"},
    {"EventTrigger", "MatchingElement", kSomeText, optional, 1, "2.5.3.6"},
    {"EventTrigger", "ValueQueries", kElements, optional, 1, "2.5.3.6"},
    {"ValueQueries", "Value", kSomeText, required, 32, "2.5.3.6"},
    {"ValueQueries", "Value@name", kSomeText, required, 1, "2.5.3.6"},
    {"LogonTrigger", "UserId", kSomeText, optional, 1, "2.5.3.7"},
    {"LogonTrigger", "Delay", kDuration, optional, 1, "2.5.3.7"},
    {"SessionStateChangeTrigger", "UserId", kSomeText, optional, 1, "2.5.3.8"},
    {"SessionStateChangeTrigger", "Delay", kDuration, optional, 1, "2.5.3.8"},
    {"SessionStateChangeTrigger", "StateChange", kStateChange, required, 1, "2.5.3.8"},
    {"CalendarTrigger", "StartBoundary", kDateTime, required, 1, kStart},
    {"CalendarTrigger", "RandomDelay", kDuration, optional, 1, "2.5.3.9"},
    {"CalendarTrigger", "ScheduleByDay", kElements, alternative, 1, "2.5.3.9"},
    {"CalendarTrigger", "ScheduleByWeek", kElements, alternative, 1, "2.5.3.9"},
    {"CalendarTrigger", "ScheduleByMonth", kElements, alternative, 1, "2.5.3.9"},
    {"CalendarTrigger", "ScheduleByMonthDayOfWeek", kElements, alternative, 1, "2.5.3.9"},
    {"ScheduleByDay", "DaysInterval", kUpTo365, optional, 1, "2.5.3.9"},
    {"ScheduleByWeek", "WeeksInterval", kUpTo52, optional, 1, "2.5.3.9"},
    {"ScheduleByWeek", "DaysOfWeek", kElements, optional, 1, "2.5.3.9"},
    {"ScheduleByMonth", "DaysOfMonth", kElements, optional, 1, "2.5.3.9"},
    {"ScheduleByMonth", "Months", kElements, optional, 1, "2.5.3.9"},
    {"ScheduleByMonthDayOfWeek", "Weeks", kElements, optional, 1, "2.5.3.9"},
    {"ScheduleByMonthDayOfWeek", "DaysOfWeek", kElements, required, 1, "2.5.3.9"},
    {"ScheduleByMonthDayOfWeek", "Months", kElements, optional, 1, "2.5.3.9"},
    {"DaysOfMonth", "Day", kDayOfMonth, optional, 32, "2.5.3.9"},
    {"Weeks", "Week", kWeek, optional, 5, "2.5.3.9"},
    {"DaysOfWeek", "Monday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Tuesday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Wednesday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Thursday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Friday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Saturday", kNothing, optional, 1, "2.5.3.9"},
    {"DaysOfWeek", "Sunday", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "January", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "February", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "March", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "April", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "May", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "June", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "July", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "August", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "September", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "October", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "November", kNothing, optional, 1, "2.5.3.9"},
    {"Months", "December", kNothing, optional, 1, "2.5.3.9"},
    {"WnfStateChangeTrigger", "StateName", kText, optional, 1, kWindows},
    {"WnfStateChangeTrigger", "Data", kText, optional, 1, kWindows},
    {"WnfStateChangeTrigger", "DataOffset", kText, optional, 1, kWindows},
    {"WnfStateChangeTrigger", "Delay", kDuration, optional, 1, kWindows},

    {"Principals", "Principal", kElements, required, 1, "2.5.6"},
    {"Principal", "UserId", kSomeText, optional, 1, "2.5.6"},
    {"Principal", "LogonType", kLogonType, optional, 1, "2.5.6"},
    {"Principal", "GroupId", kSomeText, optional, 1, "2.5.6"},
    {"Principal", "DisplayName", kText, optional, 1, "2.5.6"},
    {"Principal", "RunLevel", kRunLevel, optional, 1, "2.5.6"},
    {"Principal", "ProcessTokenSidType", kTokenSid, optional, 1, "2.5.6"},
    {"Principal", "RequiredPrivileges", kElements, optional, 1, "2.5.6"},
    {"RequiredPrivileges", "Privilege", kPrivilege, required, 64, "2.5.6"},

    {"Settings", "AllowStartOnDemand", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "RestartOnFailure", kElements, optional, 1, "2.5.4"},
    {"Settings", "MultipleInstancesPolicy", kPolicy, optional, 1, "2.5.4"},
    {"Settings", "DisallowStartIfOnBatteries", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "StopIfGoingOnBatteries", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "AllowHardTerminate", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "StartWhenAvailable", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "NetworkProfileName", kText, optional, 1, "2.5.4"},
    {"Settings", "RunOnlyIfNetworkAvailable", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "WakeToRun", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "Enabled", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "Hidden", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "DeleteExpiredTaskAfter", kDuration, optional, 1, "2.5.4"},
    {"Settings", "IdleSettings", kElements, optional, 1, "2.5.4"},
    {"Settings", "NetworkSettings", kElements, optional, 1, "2.5.4"},
    {"Settings", "ExecutionTimeLimit", kDuration, optional, 1, "2.5.4"},
    {"Settings", "Priority", kPriority, optional, 1, "2.5.4"},
    {"Settings", "RunOnlyIfIdle", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "UseUnifiedSchedulingEngine", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "DisallowStartOnRemoteAppSession", kBoolean, optional, 1, "2.5.4"},
    {"Settings", "MaintenanceSettings", kElements, optional, 1, kMaintenance},
    {"Settings", "Volatile", kBoolean, optional, 1, "settingsType Complex Type"},
    {"RestartOnFailure", "Interval", kMinuteToMonth, required, 1, "2.5.4.2"},
    {"RestartOnFailure", "Count", kUpTo255, required, 1, "2.5.4.2"},
    {"IdleSettings", "Duration", kDuration, optional, 1, "2.5.4.14"},
    {"IdleSettings", "WaitTimeout", kDuration, optional, 1, "2.5.4.14"},
    {"IdleSettings", "StopOnIdleEnd", kBoolean, optional, 1, "2.5.4.14"},
    {"IdleSettings", "RestartOnIdle", kBoolean, optional, 1, "2.5.4.14"},
    {"NetworkSettings", "Name", kSomeText, optional, 1, "2.5.4"},
    {"NetworkSettings", "Id", kGuid, optional, 1, "2.5.4"},
    {"MaintenanceSettings", "Period", kFromDay, required, 1, kMaintenance},
    {"MaintenanceSettings", "Deadline", kFromDay, optional, 1, kMaintenance},
    {"MaintenanceSettings", "Exclusive", kBoolean, optional, 1, kMaintenance},

    {"Actions", "Exec", kElements, alternative, kAnyNumber, "2.5.7"},
    {"Actions", "ComHandler", kElements, alternative, kAnyNumber, "2.5.7"},
    {"Actions", "SendEmail", kElements, alternative, kAnyNumber, "2.5.7"},
    {"Actions", "ShowMessage", kElements, alternative, kAnyNumber, "2.5.7"},
    {"Exec", "Command", kNotJudged, optional, kAnyNumber, "2.5.7"},
    {"Exec", "Arguments", kNotJudged, optional, kAnyNumber, "2.5.7"},
    {"Exec", "WorkingDirectory", kNotJudged, optional, kAnyNumber, "2.5.7"},
    {"Exec", "HideAppWindow", kBoolean, optional, 1, kWindows},
    {"ComHandler", "ClassId", kGuid, required, 1, "2.5.7"},
    {"ComHandler", "Data", kNotJudged, optional, 1, "2.5.7"},
    {"SendEmail", "Server", kSomeText, required, 1, "2.5.7"},
    {"SendEmail", "Subject", kText, optional, 1, "2.5.7"},
    {"SendEmail", "To", kText, optional, 1, "2.5.7"},
    {"SendEmail", "Cc", kText, optional, 1, "2.5.7"},
    {"SendEmail", "Bcc", kText, optional, 1, "2.5.7"},
    {"SendEmail", "ReplyTo", kText, optional, 1, "2.5.7"},
    {"SendEmail", "From", kText, optional, 1, "2.5.7"},
    {"SendEmail", "HeaderFields", kElements, optional, 1, "2.5.7"},
    {"SendEmail", "Body", kText, optional, 1, "2.5.7"},
    {"SendEmail", "Attachments", kElements, optional, 1, "2.5.7"},
    {"HeaderFields", "HeaderField", kElements, optional, 32, "2.5.7"},
    {"HeaderField", "Name", kSomeText, required, 1, "2.5.7"},
    {"HeaderField", "Value", kText, required, 1, "2.5.7"},
    {"Attachments", "File", kSomeText, optional, 8, "2.5.7"},
    {"ShowMessage", "Title", kSomeText, required, 1, "2.5.7"},
    {"ShowMessage", "Body", kSomeText, required, 1, "2.5.7"},
});

/// Rows of one parent stand together.
std::map<std::string_view, std::span<const SchemaRow>> group_rows() {
  std::map<std::string_view, std::span<const SchemaRow>> groups;
  for (std::size_t begin = 0, end = 0; begin < kRows.size(); begin = end) {
    while (end < kRows.size() && kRows[end].parent == kRows[begin].parent)
      ++end;
    groups[kRows[begin].parent] = std::span(kRows).subspan(begin, end - begin);
  }
  return groups;
}

}  // namespace

std::span<const SchemaRow> all_schema_rows() {
  return kRows;
}

std::span<const SchemaRow> schema_rows_of(std::string_view parent) {
  static const auto groups = group_rows();
  const auto found = groups.find(parent);
  return found == groups.end() ? std::span<const SchemaRow>() : found->second;
}

const SchemaRow* find_schema_row(std::string_view parent, std::string_view name) {
  const auto find_in = [&](std::span<const SchemaRow> rows) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const SchemaRow& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
  };
  const SchemaRow* const own = find_in(schema_rows_of(parent));
  if (own != nullptr || !parent.ends_with("Trigger")) return own;
  return find_in(schema_rows_of(kEveryTrigger));
}

}  // namespace taskxml
