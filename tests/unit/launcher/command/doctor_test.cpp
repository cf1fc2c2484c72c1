#include "launcher/command/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "launcher/command/doctor_texts.hpp"
#include "launcher/text/text_encoding.hpp"

using namespace launcher;

namespace {

SessionReport user_session(LogonKind logon, TokenElevation elevation) {
  return {.account = "CONTOSO\\u",
          .sid = "S-1-5-21-1-2-3-1001",
          .session = "0x5e9",
          .windows_session = 1,
          .elevation = elevation,
          .logon = logon};
}

SessionReport with_sid(const std::string& sid) {
  SessionReport session = user_session(LogonKind::service, TokenElevation::none);
  session.sid = sid;
  session.windows_session = 0;
  return session;
}

/// One session of every kind, in the order of SessionKind.
std::vector<SessionReport> all_sessions() {
  return {with_sid("S-1-5-18"),
          with_sid("S-1-5-19"),
          with_sid("S-1-5-20"),
          user_session(LogonKind::service, TokenElevation::none),
          user_session(LogonKind::batch, TokenElevation::elevated),
          user_session(LogonKind::network, TokenElevation::none),
          user_session(LogonKind::interactive, TokenElevation::none),
          user_session(LogonKind::interactive, TokenElevation::filtered),
          user_session(LogonKind::interactive, TokenElevation::elevated),
          {}};
}

DoctorFact fact(const SessionReport& session, std::string_view key) {
  const std::vector<DoctorFact> facts = explain_session(session);
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const DoctorFact& one) { return one.key == key; });
  REQUIRE(found != facts.end());
  return *found;
}

std::vector<std::string> ids(const SessionReport& session, const std::vector<Step>& steps = {}) {
  std::vector<std::string> names;
  for (const DoctorAdvice& one : advise(session, steps))
    names.emplace_back(one.id);
  return names;
}

using List = std::vector<std::string>;

LetterUse network(const std::string& remote) {
  return {.kind = LetterUse::Kind::network, .remote = remote};
}

Step step(const std::string& drive, ClaimStep kind) {
  Step made{.connection = parse_drive_option(drive), .kind = kind, .failure = {}, .reason = "why"};
  if (kind == ClaimStep::refuse)
    made.failure = Failure{.what = "cannot connect", .text = "it is a local disk"};
  return made;
}

std::string refusal(const std::string& arguments) {
  try {
    parse_doctor(arguments);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 0x800700A0);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_SUITE("doctor") {
  TEST_CASE("every kind of session is recognised and explained in its own words") {
    std::set<std::string> meanings;
    std::size_t expected = 0;
    for (const SessionReport& session : all_sessions()) {
      CHECK(session_kind(session) == static_cast<SessionKind>(expected++));
      meanings.insert(fact(session, "session").meaning);
      CHECK(fact(session, "kind").value == texts_for(session_kind(session)).word);
      CHECK_FALSE(advise(session, {}).empty());
    }
    CHECK(meanings.size() == expected);
  }

  TEST_CASE("who the server sees follows from the account, and is not guessed for a task's logon") {
    const std::vector<SessionReport> sessions = all_sessions();
    const List expected{
        "computer account", "none", "computer account", "own", "own, or none", "none", "own", "own", "own",
        "not visible"};
    for (std::size_t i = 0; i < sessions.size(); ++i)
      CHECK(fact(sessions[i], "network_identity").value == expected[i]);
    CHECK(fact(sessions[4], "network_identity").meaning.find("not visible") != std::string::npos);
  }

  TEST_CASE("what cannot be seen is said to be not visible") {
    const SessionReport nothing;
    for (const char* const key : {"account", "sid", "session", "kind", "elevation", "windows_session"})
      CHECK(fact(nothing, key).value == "not visible");
    CHECK(fact(nothing, "linked_session").value == "none");
    CHECK(fact(user_session(LogonKind::interactive, TokenElevation::elevated), "linked_session").value ==
          "not visible");
    CHECK(fact(nothing, "enable_linked_connections").value == "not set");
  }

  TEST_CASE("EnableLinkedConnections is offered only to the two halves of a desktop logon") {
    const std::vector<SessionReport> sessions = all_sessions();
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      CAPTURE(i);
      const bool is_half = i == 7 || i == 8;
      CHECK(ids(sessions[i]) == List{"cure", is_half ? "linked-connections" : "linked-connections-no-help"});
    }
    SessionReport half = sessions[7];
    half.policies.enable_linked_connections = {.value = 1U};
    CHECK(ids(half) == List{"cure"});
    CHECK(fact(half, "enable_linked_connections").meaning == kLinkedText);
    for (const std::uint32_t behaviour : {1U, 3U}) {
      half.policies.consent_prompt_behavior_admin = {.value = behaviour};
      CHECK(ids(half) == List{"cure", "linked-connections-no-help"});
      CHECK(fact(half, "enable_linked_connections").meaning == kLinkedButCredentialsText);
      CHECK(fact(half, "consent_prompt_behavior_admin").meaning == kCredentialsText);
    }
    half.policies.consent_prompt_behavior_admin = {.value = 5U};
    CHECK(fact(half, "consent_prompt_behavior_admin").meaning.empty());
    CHECK(warn_about_reg_file(half).empty());
  }

  TEST_CASE("with UAC off nothing is said about halves, consent or linking that contradicts it") {
    for (const std::uint32_t behaviour : {1U, 5U}) {
      for (const std::uint32_t mode : {1U, 2U}) {
        SessionReport session = user_session(LogonKind::interactive, TokenElevation::none);
        session.policies.enable_lua = {.value = 0U};
        session.policies.consent_prompt_behavior_admin = {.value = behaviour};
        session.policies.type_of_admin_approval_mode = {.value = mode};
        session.policies.enable_linked_connections = {.value = 1U};
        CHECK(fact(session, "enable_lua").meaning == kNoUacText);
        CHECK(fact(session, "enable_linked_connections").meaning == kLinkedWithoutUacText);
        CHECK(fact(session, "consent_prompt_behavior_admin").meaning.empty());
        CHECK(ids(session) == List{"cure", "linked-connections-no-help"});
        CHECK(warn_about_reg_file(session) == kLinkedWithoutUacText);
        const std::string text = format_doctor_text(session, {});
        for (const std::string_view wrong :
             {kNotLinkedText, kLinkedText, kLinkedButCredentialsText, kCredentialsText, kProtectionText,
              kLinkedButProtectionText, kProtectionCureText, kLinkedCureText})
          CHECK(text.find(wrong) == std::string::npos);
      }
    }
  }

  TEST_CASE("two linked tokens show that UAC is on until the restart, whatever EnableLUA says") {
    SessionReport session = user_session(LogonKind::interactive, TokenElevation::filtered);
    session.policies.enable_lua = {.value = 0U};
    CHECK(fact(session, "enable_lua").meaning == kNoUacLaterText);
    CHECK(fact(session, "enable_linked_connections").meaning == kNotLinkedText);
    CHECK(ids(session) == List{"cure", "linked-connections"});
  }

  TEST_CASE(
      "under Administrator protection an elevated program is another account, and linking helps nothing") {
    for (const TokenElevation elevation :
         {TokenElevation::none, TokenElevation::filtered, TokenElevation::elevated}) {
      SessionReport session = user_session(LogonKind::interactive, elevation);
      session.policies.type_of_admin_approval_mode = {.value = 2U};
      for (const std::uint32_t linked : {0U, 1U}) {
        session.policies.enable_linked_connections = {.value = linked};
        CHECK(fact(session, "type_of_admin_approval_mode").value == "2");
        CHECK(fact(session, "type_of_admin_approval_mode").meaning == kProtectionText);
        CHECK(fact(session, "enable_linked_connections").meaning == kLinkedButProtectionText);
        CHECK(fact(session, "session").meaning == kProtectedDesktopText);
        CHECK(ids(session) == List{"cure", "administrator-protection", "linked-connections-no-help"});
        CHECK(advise(session, {}).back().text == kLinkedButProtectionText);
        CHECK(warn_about_reg_file(session) == kLinkedButProtectionText);
      }
      session.policies.type_of_admin_approval_mode = {.value = 1U};
      CHECK(fact(session, "type_of_admin_approval_mode").meaning == kLegacyModeText);
      CHECK(fact(session, "session").meaning != kProtectedDesktopText);
      CHECK(warn_about_reg_file(session).empty());
    }
    SessionReport batch = user_session(LogonKind::batch, TokenElevation::none);
    batch.policies.type_of_admin_approval_mode = {.value = 2U};
    CHECK(ids(batch) == List{"cure", "administrator-protection", "linked-connections-no-help"});
    SessionReport system = with_sid("S-1-5-18");
    system.policies.type_of_admin_approval_mode = {.value = 2U};
    CHECK(ids(system) == List{"cure", "linked-connections-no-help"});
  }

  TEST_CASE("a policy that forbids stored passwords or NTLM is reported with the way round it") {
    SessionReport session = user_session(LogonKind::batch, TokenElevation::none);
    session.policies.disable_domain_creds = {.value = 1U};
    CHECK(fact(session, "disable_domain_creds").meaning == kNoStoredPasswordsText);
    CHECK(ids(session) == List{"cure", "stored-passwords-forbidden", "linked-connections-no-help"});
    session.policies.disable_domain_creds = {.value = 0U};
    CHECK(fact(session, "disable_domain_creds").meaning.empty());
    session.policies.block_ntlm = {.value = 1U};
    session.policies.block_ntlm_server_exception_list = {.value = List{"nas", "10.0.0.7"}};
    CHECK(fact(session, "block_ntlm").meaning == kBlockNtlmText);
    CHECK(fact(session, "block_ntlm_server_exception_list").value == "nas, 10.0.0.7");
    CHECK(ids(session) == List{"cure", "ntlm-forbidden", "linked-connections-no-help"});
    session.policies.block_ntlm = {};
    session.policies.restrict_sending_ntlm_traffic = {.value = 2U};
    CHECK(fact(session, "restrict_sending_ntlm_traffic").meaning == kDenySendingText);
    CHECK(fact(session, "client_allowed_ntlm_servers").value == "none");
    CHECK(ids(session) == List{"cure", "ntlm-forbidden", "linked-connections-no-help"});
    session.policies.restrict_sending_ntlm_traffic = {.value = 1U};
    CHECK(fact(session, "restrict_sending_ntlm_traffic").meaning == kAuditSendingText);
    CHECK(ids(session) == List{"cure", "linked-connections-no-help"});
  }

  TEST_CASE("signing and guest logins are explained as required, not required, and left to Windows") {
    SessionReport session;
    CHECK(fact(session, "require_security_signature").meaning == kSigningNotSetText);
    CHECK(fact(session, "allow_insecure_guest_auth").meaning == kGuestNotSetText);
    session.policies.require_security_signature = {.value = 1U};
    session.policies.allow_insecure_guest_auth = {.value = 1U};
    CHECK(fact(session, "require_security_signature").meaning == kSigningText);
    CHECK(fact(session, "allow_insecure_guest_auth").meaning == kGuestText);
    session.policies.require_security_signature = {.value = 0U};
    session.policies.allow_insecure_guest_auth = {.value = 0U};
    CHECK(fact(session, "require_security_signature").meaning == kNoSigningText);
    CHECK(fact(session, "allow_insecure_guest_auth").meaning == kNoGuestText);
  }

  TEST_CASE("a policy that cannot be read is not visible, and nothing is concluded from it") {
    SessionReport session = user_session(LogonKind::interactive, TokenElevation::none);
    MachinePolicies& policies = session.policies;
    for (RegistryNumber* number :
         {&policies.enable_linked_connections, &policies.enable_lua, &policies.consent_prompt_behavior_admin,
          &policies.type_of_admin_approval_mode, &policies.disable_domain_creds,
          &policies.restrict_sending_ntlm_traffic, &policies.require_security_signature,
          &policies.allow_insecure_guest_auth, &policies.block_ntlm})
      number->is_visible = false;
    policies.client_allowed_ntlm_servers.is_visible = false;
    policies.block_ntlm_server_exception_list.is_visible = false;
    std::size_t count = 0;
    for (const DoctorFact& one : explain_session(session)) {
      if (count++ < 8) continue;  // of the session
      CAPTURE(one.key);
      CHECK(one.value == "not visible");
      CHECK(one.meaning.empty());
    }
    CHECK(count == 19);
    CHECK(ids(session) == List{"cure", "linked-connections-no-help"});
  }

  TEST_CASE("drives that are here, and remembered ones that are not, are named") {
    SessionReport session = user_session(LogonKind::interactive, TokenElevation::elevated);
    session.letters = {
        {DriveLetter::parse("C"), {.kind = LetterUse::Kind::other, .description = "a local disk"}},
        {DriveLetter::parse("S"), network("\\\\fs01\\x")}};
    session.remembered = {{"s", "\\\\fs01\\x", "", ""}, {"T", "\\\\nas\\y", "", ""}};
    session.shares = {"\\\\media\\in"};
    CHECK(ids(session) == List{"drives-here", "remembered-not-here", "cure", "linked-connections"});
    const std::string text = format_doctor_text(session, {});
    CHECK(text.find("\n  C: a local disk\n  S: \\\\fs01\\x\n  no letter \\\\media\\in\n  remembered s: ") !=
          std::string::npos);
    CHECK(text.find("  This session has S:. Programs of the desktop that are not elevated") !=
          std::string::npos);
    CHECK(text.find("  T: \\\\nas\\y is remembered for this account, but not in this session: ") !=
          std::string::npos);
  }

  TEST_CASE("what is asked for is answered drive by drive") {
    const SessionReport session = user_session(LogonKind::batch, TokenElevation::none);
    const std::vector<Step> steps{
        step("S=\\\\a\\x", ClaimStep::connect), step("T=\\\\a\\y", ClaimStep::use_foreign),
        step("U=\\\\a\\z", ClaimStep::replace), step("V=\\\\a\\w", ClaimStep::refuse),
        step("W=\\\\a\\v", ClaimStep::share),   step("X=\\\\a\\u", ClaimStep::clear),
        step("Y=\\\\a\\t", ClaimStep::wait)};
    const std::string text = format_doctor_text(session, steps);
    CHECK(text.find("  S: \\\\a\\x is not in this session; a run connects it") != std::string::npos);
    CHECK(text.find("  T: \\\\a\\y is in this session already") != std::string::npos);
    CHECK(text.find("  U: \\\\a\\z is another share in this session") != std::string::npos);
    CHECK(text.find("  V: \\\\a\\w cannot be connected: cannot connect: it is a local disk.\n") !=
          std::string::npos);
    CHECK(text.find("  W: \\\\a\\v is in this session already, connected by a run; the last run") !=
          std::string::npos);
    CHECK(text.find(
              "  X: \\\\a\\u is not in this session; a run disconnects first what is in its place: why") !=
          std::string::npos);
    CHECK(text.find("  Y: \\\\a\\t cannot be connected now; a run waits until its timeout: why") !=
          std::string::npos);
    CHECK(ids(session, steps) == List{"run-connects", "cure", "linked-connections-no-help"});
    CHECK(ids(session, {steps[5]}) == List{"run-connects", "cure", "linked-connections-no-help"});
    CHECK(ids(session, {steps[1]}) == List{"cure", "linked-connections-no-help"});
    Step remembered = steps[0];
    remembered.remembered = R"(\\old\x)";
    CHECK(ids(session, {remembered}) ==
          List{"remembered-in-the-way", "run-connects", "cure", "linked-connections-no-help"});
    CHECK(format_doctor_text(session, {remembered}).find("1202 ERROR_DEVICE_ALREADY_REMEMBERED") !=
          std::string::npos);
    const std::string json = format_doctor_json(session, steps);
    CHECK(json.starts_with(
        "{\n  \"facts\": [\n    {\"key\": \"account\", \"value\": \"CONTOSO\\\\u\", \"meaning\": \"\"},"));
    CHECK(
        json.find(
            "\"drives\": [],\n  \"asked\": [\n    {\"name\": \"S\", \"path\": \"\\\\\\\\a\\\\x\", \"state\": "
            "\"missing\", \"text\": ") != std::string::npos);
    CHECK(json.find("\"advice\": [\n    {\"id\": \"run-connects\", \"text\": ") != std::string::npos);
    CHECK(json.ends_with("}\n  ]\n}\n"));
  }

  TEST_CASE("every sentence that doctor has is printed for some session") {
    std::string printed;
    const std::vector<Step> steps{
        step("S=\\\\a\\x", ClaimStep::connect), step("T=\\\\a\\y", ClaimStep::use_foreign),
        step("U=\\\\a\\z", ClaimStep::replace), step("V=\\\\a\\w", ClaimStep::refuse),
        step("W=\\\\a\\v", ClaimStep::share),   step("X=\\\\a\\u", ClaimStep::clear),
        step("Y=\\\\a\\t", ClaimStep::wait)};
    for (SessionReport session : all_sessions()) {
      session.letters = {{DriveLetter::parse("S"), network("\\\\fs01\\x")}};
      session.remembered = {{"T", "\\\\nas\\y", "", ""}};
      for (const std::uint32_t behaviour : {1U, 5U}) {
        for (const std::uint32_t value : {0U, 1U}) {
          for (const std::uint32_t mode : {1U, 2U}) {
            session.policies = {.enable_linked_connections = {.value = value},
                                .enable_lua = {.value = mode == 1U ? value : 1U},
                                .consent_prompt_behavior_admin = {.value = behaviour},
                                .type_of_admin_approval_mode = {.value = mode},
                                .disable_domain_creds = {.value = value},
                                .restrict_sending_ntlm_traffic = {.value = mode},
                                .client_allowed_ntlm_servers = {},
                                .require_security_signature = {.value = value},
                                .allow_insecure_guest_auth = {.value = value},
                                .block_ntlm = {.value = value},
                                .block_ntlm_server_exception_list = {}};
            printed += format_doctor_text(session, steps);
          }
          session.policies = {.enable_lua = {.value = value}, .type_of_admin_approval_mode = {.value = 2U}};
          printed += format_doctor_text(session, steps);
        }
      }
    }
    const auto check_printed = [&](std::string_view sentence) {
      CAPTURE(sentence);
      CHECK(printed.find(sentence) != std::string::npos);
    };
    for (std::size_t i = 0; i < all_sessions().size(); ++i) {
      const SessionTexts& texts = texts_for(static_cast<SessionKind>(i));
      for (const std::string_view text :
           {texts.word, texts.meaning, texts.identity, texts.identity_meaning, texts.drives, texts.cure})
        check_printed(text);
    }
    for (const std::string_view text : {kNotLinkedText,
                                        kLinkedText,
                                        kLinkedButCredentialsText,
                                        kLinkedButProtectionText,
                                        kLinkedWithoutUacText,
                                        kNoUacText,
                                        kNoUacLaterText,
                                        kCredentialsText,
                                        kLegacyModeText,
                                        kProtectionText,
                                        kProtectionWithoutUacText,
                                        kProtectedDesktopText,
                                        kProtectionCureText,
                                        kNoStoredPasswordsText,
                                        kNoStoredPasswordsCureText,
                                        kSigningText,
                                        kNoSigningText,
                                        kSigningNotSetText,
                                        kGuestText,
                                        kNoGuestText,
                                        kGuestNotSetText,
                                        kBlockNtlmText,
                                        kDenySendingText,
                                        kAuditSendingText,
                                        kNoNtlmCureText,
                                        kRememberedText,
                                        kRunText,
                                        kLinkedCureText,
                                        kLinkedNoHelpText})
      check_printed(text);
    for (const TokenElevation elevation :
         {TokenElevation::unknown, TokenElevation::none, TokenElevation::elevated, TokenElevation::filtered})
      check_printed("elevation                      " + std::string(word_for(elevation)));
    for (const char* const text :
         {"is not in this session; a run connects it and disconnects it again",
          "is in this session already; a run uses it and leaves it",
          "is another share in this session; a run replaces it, as on-conflict = replace says",
          "cannot be connected: ", "The other half of this logon, with drives of its own.",
          "Session 0 has no desktop: nobody can answer a question there."})
      check_printed(text);
  }

  TEST_CASE("G11: every cure names a command") {
    for (std::size_t i = 0; i < all_sessions().size(); ++i) {
      const std::string_view cure = texts_for(static_cast<SessionKind>(i)).cure;
      CAPTURE(cure);
      CHECK((cure.find("drivelaunch --config FILE -- PROGRAM") != std::string_view::npos ||
             cure.find("schtasks /") != std::string_view::npos));
    }
    for (const std::string_view text :
         {kRememberedText, kRunText, kLinkedCureText, kProtectionCureText, kNoStoredPasswordsCureText})
      CHECK(text.find("drivelaunch ") != std::string_view::npos);
  }

  TEST_CASE("the .reg file is one regedit takes, and warns") {
    const std::string bytes = linked_connections_reg_file();
    CHECK(bytes.starts_with("\xFF\xFE"));
    const std::string text = decode_text_file(bytes);
    CHECK(text.starts_with("Windows Registry Editor Version 5.00\r\n\r\n; "));
    CHECK(text.find("WARNING") != std::string::npos);
    CHECK(text.find("TypeOfAdminApprovalMode = 2") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == std::count(text.begin(), text.end(), '\r'));
    CHECK(text.ends_with("\"EnableLinkedConnections\"=dword:00000001\r\n"));
  }

  TEST_CASE("G11: what doctor does not take is refused with the reason") {
    const DoctorRequest request =
        parse_doctor(R"(--config d.ini --only S --format json --reg-file "a b.reg")");
    CHECK(request.options.config == "d.ini");
    CHECK(request.as_json);
    CHECK(request.reg_file == "a b.reg");
    CHECK(refusal("--timeout 2m") ==
          "bad command line: --timeout: doctor has no such option. Run drivelaunch doctor --help for the "
          "options.");
    CHECK(refusal("--reg-file") == "bad command line: --reg-file: its value is missing. Name a new file.");
    CHECK(refusal("--reg-file --only S").find("--reg-file: its value is missing") != std::string::npos);
    CHECK(refusal("--format csv") != "accepted");
    CHECK(refusal("-- x") ==
          "bad command line: --: doctor runs no program. Leave out -- and what follows it.");
  }
}
