#include "launcher/command/doctor_policies.hpp"

#include "launcher/command/doctor_texts.hpp"
#include "launcher/credential/stored_credential.hpp"

namespace launcher {
namespace {

constexpr const char* kNotVisible = "not visible";

std::string print_value(const RegistryNumber& number) {
  if (!number.is_visible) return kNotVisible;
  return number.value ? std::to_string(*number.value) : "not set";
}

std::string print_value(const RegistryList& list) {
  if (!list.is_visible) return kNotVisible;
  return list.value && !list.value->empty() ? join_names(*list.value) : "none";
}

/// One sentence for 1, one for 0, one for a value that is not there; empty for anything else.
struct Meanings {
  std::string_view on;
  std::string_view off;
  std::string_view not_set;
};

DoctorFact explain(std::string_view key, const RegistryNumber& number, const Meanings& meanings) {
  const std::string_view meaning = number.is(1)                         ? meanings.on
                                   : number.is(0)                       ? meanings.off
                                   : number.is_visible && !number.value ? meanings.not_set
                                                                        : std::string_view();
  return {key, print_value(number), std::string(meaning)};
}

std::string_view explain_linked_connections(const SessionReport& session) {
  switch (elevation_mode(session)) {
    case ElevationMode::no_uac:
      return kLinkedWithoutUacText;
    case ElevationMode::credentials:
      return kLinkedButCredentialsText;
    case ElevationMode::protection:
      return kLinkedButProtectionText;
    case ElevationMode::linked:
      break;
  }
  if (!session.policies.enable_linked_connections.is_visible) return {};
  return session.policies.enable_linked_connections.is(1) ? kLinkedText : kNotLinkedText;
}

std::string_view explain_uac(const SessionReport& session) {
  if (!session.policies.enable_lua.is(0)) return {};
  return elevation_mode(session) == ElevationMode::no_uac ? kNoUacText : kNoUacLaterText;
}

std::string_view explain_protection(const SessionReport& session) {
  if (session.policies.type_of_admin_approval_mode.is(1)) return kLegacyModeText;
  if (!session.policies.type_of_admin_approval_mode.is(2)) return {};
  return elevation_mode(session) == ElevationMode::protection ? kProtectionText : kProtectionWithoutUacText;
}

bool is_desktop(SessionKind kind) {
  return kind == SessionKind::desktop || kind == SessionKind::desktop_limited ||
         kind == SessionKind::desktop_full;
}

bool forbids_ntlm(const MachinePolicies& policies) {
  return policies.block_ntlm.is(1) || policies.restrict_sending_ntlm_traffic.is(2);
}

}  // namespace

ElevationMode elevation_mode(const SessionReport& session) {
  const MachinePolicies& policies = session.policies;
  if (policies.enable_lua.is(0) && !has_two_tokens(session)) return ElevationMode::no_uac;
  if (policies.type_of_admin_approval_mode.is(2)) return ElevationMode::protection;
  const bool asks_for_credentials =
      policies.consent_prompt_behavior_admin.is(1) || policies.consent_prompt_behavior_admin.is(3);
  return asks_for_credentials ? ElevationMode::credentials : ElevationMode::linked;
}

bool has_two_tokens(const SessionReport& session) {
  return session.elevation == TokenElevation::elevated || session.elevation == TokenElevation::filtered;
}

std::vector<DoctorFact> explain_policies(const SessionReport& session) {
  const MachinePolicies& policies = session.policies;
  const bool asks = elevation_mode(session) == ElevationMode::credentials;
  const RegistryNumber& sending = policies.restrict_sending_ntlm_traffic;
  return {{"enable_linked_connections", print_value(policies.enable_linked_connections),
           std::string(explain_linked_connections(session))},
          {"enable_lua", print_value(policies.enable_lua), std::string(explain_uac(session))},
          {"consent_prompt_behavior_admin", print_value(policies.consent_prompt_behavior_admin),
           asks ? std::string(kCredentialsText) : ""},
          {"type_of_admin_approval_mode", print_value(policies.type_of_admin_approval_mode),
           std::string(explain_protection(session))},
          explain("disable_domain_creds", policies.disable_domain_creds, {kNoStoredPasswordsText, "", ""}),
          explain("require_security_signature", policies.require_security_signature,
                  {kSigningText, kNoSigningText, kSigningNotSetText}),
          explain("allow_insecure_guest_auth", policies.allow_insecure_guest_auth,
                  {kGuestText, kNoGuestText, kGuestNotSetText}),
          explain("block_ntlm", policies.block_ntlm, {kBlockNtlmText, "", ""}),
          {"block_ntlm_server_exception_list", print_value(policies.block_ntlm_server_exception_list), ""},
          {"restrict_sending_ntlm_traffic", print_value(sending),
           std::string(sending.is(2)   ? kDenySendingText
                       : sending.is(1) ? kAuditSendingText
                                       : std::string_view())},
          {"client_allowed_ntlm_servers", print_value(policies.client_allowed_ntlm_servers), ""}};
}

std::optional<DoctorAdvice> advise_linked_connections(const SessionReport& session) {
  constexpr std::string_view kNoHelp = "linked-connections-no-help";
  if (!is_desktop(session_kind(session))) return DoctorAdvice{kNoHelp, std::string(kLinkedNoHelpText)};
  switch (elevation_mode(session)) {
    case ElevationMode::no_uac:
      return DoctorAdvice{kNoHelp, std::string(kLinkedWithoutUacText)};
    case ElevationMode::credentials:
      return DoctorAdvice{kNoHelp, std::string(kLinkedButCredentialsText)};
    case ElevationMode::protection:
      return DoctorAdvice{kNoHelp, std::string(kLinkedButProtectionText)};
    case ElevationMode::linked:
      break;
  }
  if (!has_two_tokens(session)) return DoctorAdvice{kNoHelp, std::string(kLinkedNoHelpText)};
  if (session.policies.enable_linked_connections.is(1)) return std::nullopt;
  return DoctorAdvice{"linked-connections", std::string(kLinkedCureText)};
}

std::vector<DoctorAdvice> advise_policies(const SessionReport& session) {
  std::vector<DoctorAdvice> advice;
  const SessionKind kind = session_kind(session);
  if (elevation_mode(session) == ElevationMode::protection &&
      (is_desktop(kind) || kind == SessionKind::batch))
    advice.push_back({"administrator-protection", std::string(kProtectionCureText)});
  if (session.policies.disable_domain_creds.is(1))
    advice.push_back({"stored-passwords-forbidden", std::string(kNoStoredPasswordsCureText)});
  if (forbids_ntlm(session.policies)) advice.push_back({"ntlm-forbidden", std::string(kNoNtlmCureText)});
  return advice;
}

}  // namespace launcher
