#include "launcher/command/doctor.hpp"

#include <algorithm>
#include <array>

#include "launcher/command/command_options.hpp"
#include "launcher/command/doctor_policies.hpp"
#include "launcher/command/doctor_texts.hpp"
#include "launcher/connect/conflict_advice.hpp"
#include "launcher/text/json_text.hpp"
#include "launcher/text/printable.hpp"
#include "launcher/text/utf16.hpp"

namespace launcher {
namespace {

constexpr const char* kNotVisible = "not visible";

std::string or_not_visible(const std::string& text) {
  return text.empty() || text == "unknown" ? kNotVisible : text;
}

std::string letters_of(const SessionReport& session) {
  std::string letters;
  for (const UsedLetter& used : session.letters) {
    if (used.use.kind == LetterUse::Kind::network)
      letters += (letters.empty() ? "" : " ") + used.letter.device();
  }
  return letters;
}

std::string describe(const LetterUse& use) {
  return use.kind == LetterUse::Kind::network ? use.remote : use.description;
}

/// The remembered drives whose letters this session does not have.
std::vector<RememberedDrive> missing_drives(const SessionReport& session) {
  std::vector<RememberedDrive> missing = session.remembered;
  std::erase_if(missing, [&](const RememberedDrive& drive) {
    return std::any_of(session.letters.begin(), session.letters.end(), [&](const UsedLetter& used) {
      return equals_ignoring_case(drive.letter, std::string(1, used.letter.letter()));
    });
  });
  return missing;
}

/// A desktop's halves are accounts under Administrator protection.
std::string_view explain_kind(const SessionReport& session) {
  const SessionKind kind = session_kind(session);
  const bool is_desktop = kind == SessionKind::desktop || kind == SessionKind::desktop_limited ||
                          kind == SessionKind::desktop_full;
  return is_desktop && elevation_mode(session) == ElevationMode::protection ? kProtectedDesktopText
                                                                            : texts_for(kind).meaning;
}

struct StepText {
  std::string_view word;
  std::string text;
};

StepText describe(const Step& step) {
  switch (step.kind) {
    case ClaimStep::connect:
      return {"missing", "is not in this session; a run connects it and disconnects it again"};
    case ClaimStep::share:
      return {"there",
              "is in this session already, connected by a run; the last run that uses it disconnects it"};
    case ClaimStep::use_foreign:
      return {"there", "is in this session already; a run uses it and leaves it"};
    case ClaimStep::clear:
      return {"other",
              "is not in this session; a run disconnects first what is in its place: " + step.reason};
    case ClaimStep::replace:
      return {"other", "is another share in this session; a run replaces it, as on-conflict = replace says"};
    case ClaimStep::wait:
      return {"busy", "cannot be connected now; a run waits until its timeout: " + step.reason};
    case ClaimStep::refuse:
      break;
  }
  return {"taken", "cannot be connected: " + (step.failure ? format_failure(*step.failure) : std::string())};
}

std::string indented(std::string_view text) {
  return "    " + std::string(text) + "\n";
}

void write_drive(JsonWriter& json, std::string_view letter, std::string_view state, std::string_view is) {
  json.object().member("letter", letter).member("state", state).member("is", is).end();
}

}  // namespace

DoctorRequest parse_doctor(std::string_view arguments) {
  DoctorRequest request;
  parse_command_options(Command::doctor, arguments, request.options, [&](OptionWords& words) {
    if (words.name() == "format") {
      request.as_json = take_json_format(words);
    } else if (words.name() == "reg-file") {
      request.reg_file = words.take_value().value_or("");
      if (request.reg_file.empty())
        refuse_command_line("--reg-file", "its value is missing", "Name a new file");
    } else {
      return false;
    }
    return true;
  });
  return request;
}

SessionKind session_kind(const SessionReport& session) {
  if (session.sid == "S-1-5-18") return SessionKind::system;
  if (session.sid == "S-1-5-19") return SessionKind::local_service;
  if (session.sid == "S-1-5-20") return SessionKind::network_service;
  switch (session.logon) {
    case LogonKind::service:
      return SessionKind::service;
    case LogonKind::batch:
      return SessionKind::batch;
    case LogonKind::network:
      return SessionKind::network;
    case LogonKind::interactive:
      return session.elevation == TokenElevation::filtered   ? SessionKind::desktop_limited
             : session.elevation == TokenElevation::elevated ? SessionKind::desktop_full
                                                             : SessionKind::desktop;
    case LogonKind::unknown:
      break;
  }
  return SessionKind::unknown;
}

std::vector<DoctorFact> explain_session(const SessionReport& session) {
  const SessionTexts& texts = texts_for(session_kind(session));
  std::vector<DoctorFact> facts{
      {"account", or_not_visible(session.account), ""},
      {"sid", or_not_visible(session.sid), ""},
      {"session", or_not_visible(session.session), std::string(explain_kind(session))},
      {"kind", std::string(texts.word), ""},
      {"elevation", std::string(word_for(session.elevation)), ""},
      {"linked_session",
       !session.linked_session.empty() ? session.linked_session
       : has_two_tokens(session)       ? kNotVisible
                                       : "none",
       has_two_tokens(session) ? "The other half of this logon, with drives of its own." : ""},
      {"windows_session", session.windows_session ? std::to_string(*session.windows_session) : kNotVisible,
       session.windows_session == 0U ? "Session 0 has no desktop: nobody can answer a question there." : ""},
      {"network_identity", std::string(texts.identity), std::string(texts.identity_meaning)}};
  const std::vector<DoctorFact> policies = explain_policies(session);
  facts.insert(facts.end(), policies.begin(), policies.end());
  return facts;
}

std::vector<DoctorAdvice> advise(const SessionReport& session, const std::vector<Step>& steps) {
  std::vector<DoctorAdvice> advice;
  const SessionKind kind = session_kind(session);
  const std::string letters = letters_of(session);
  if (!letters.empty())
    advice.push_back(
        {"drives-here", "This session has " + letters + ". " + std::string(texts_for(kind).drives)});
  for (const RememberedDrive& drive : missing_drives(session)) {
    advice.push_back(
        {"remembered-not-here",
         drive.letter + ": " + drive.remote +
             " is remembered for this account, but not in this session: " + std::string(kRememberedText)});
  }
  for (const Step& step : steps) {
    if (!step.remembered.empty())
      advice.push_back(
          {"remembered-in-the-way", describe_remembered_conflict(step.connection, step.remembered) + "."});
  }
  for (const Step& step : steps) {
    if (is_to_be_made(step)) {
      advice.push_back({"run-connects", std::string(kRunText)});
      break;
    }
  }
  advice.push_back({"cure", std::string(texts_for(kind).cure)});
  const std::vector<DoctorAdvice> policies = advise_policies(session);
  advice.insert(advice.end(), policies.begin(), policies.end());
  if (std::optional<DoctorAdvice> linked = advise_linked_connections(session)) advice.push_back(*linked);
  return advice;
}

std::string format_doctor_text(const SessionReport& session, const std::vector<Step>& steps) {
  std::string text = "This session\n";
  for (const DoctorFact& fact : explain_session(session)) {
    std::string key(fact.key);
    std::replace(key.begin(), key.end(), '_', ' ');
    key.resize(std::max<std::size_t>(key.size(), 30), ' ');
    text += "  " + key + " " + on_one_line(fact.value) + "\n";
    if (!fact.meaning.empty()) text += indented(fact.meaning);
  }
  text += "\nIts drives\n";
  for (const UsedLetter& used : session.letters)
    text += "  " + used.letter.device() + " " + on_one_line(describe(used.use)) + "\n";
  for (const std::string& share : session.shares)
    text += "  no letter " + on_one_line(share) + "\n";
  for (const RememberedDrive& drive : session.remembered)
    text += "  remembered " + on_one_line(drive.letter) + ": " + on_one_line(drive.remote) + "\n";
  if (!steps.empty()) text += "\nAsked for\n";
  for (const Step& step : steps)
    text += "  " + step.connection.subject() + " " + describe(step).text + "\n";
  text += "\nWhat follows\n";
  for (const DoctorAdvice& one : advise(session, steps))
    text += "  " + on_one_line(one.text) + "\n";
  return text;
}

std::string format_doctor_json(const SessionReport& session, const std::vector<Step>& steps) {
  JsonWriter json(2);
  json.object().key("facts").array();
  for (const DoctorFact& fact : explain_session(session)) {
    json.object().member("key", fact.key).member("value", fact.value);
    json.member("meaning", fact.meaning).end();
  }
  json.end().key("drives").array();
  for (const UsedLetter& used : session.letters) {
    write_drive(json, std::string(1, used.letter.letter()),
                used.use.kind == LetterUse::Kind::network ? "connected" : "local", describe(used.use));
  }
  for (const std::string& share : session.shares)
    write_drive(json, "", "connected", share);
  for (const RememberedDrive& drive : session.remembered)
    write_drive(json, drive.letter, "remembered", drive.remote);
  json.end().key("asked").array();
  for (const Step& step : steps) {
    const StepText described = describe(step);
    json.object().member("name", step.connection.name).member("path", step.connection.path.text());
    json.member("state", described.word).member("text", described.text).end();
  }
  json.end().key("advice").array();
  for (const DoctorAdvice& one : advise(session, steps))
    json.object().member("id", one.id).member("text", one.text).end();
  return json.end().end().text() + '\n';
}

std::string linked_connections_reg_file() {
  std::string lines;
  for (const char c : kRegFile)
    lines += c == '\n' ? "\r\n" : std::string(1, c);
  std::string bytes = "\xFF\xFE";
  append_utf16_bytes(bytes, lines, ByteOrder::little_endian);
  return bytes;
}

std::string warn_about_reg_file(const SessionReport& session) {
  switch (elevation_mode(session)) {
    case ElevationMode::no_uac:
      return std::string(kLinkedWithoutUacText);
    case ElevationMode::credentials:
      return std::string(kLinkedButCredentialsText);
    case ElevationMode::protection:
      return std::string(kLinkedButProtectionText);
    case ElevationMode::linked:
      break;
  }
  return {};
}

}  // namespace launcher
