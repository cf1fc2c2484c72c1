#pragma once

#include <string_view>

#include "launcher/command/doctor.hpp"

/// The sentences of doctor. Sources: Windows docs "Local and Global MS-DOS Device Names", "Defining an MS-DOS
/// Device Name", the pages of the service accounts; KB 3035277 for EnableLinkedConnections;
/// "Administrator protection"; "Control SMB signing behavior"; "Enable insecure guest logons in SMB2 and
/// SMB3"; "Block NTLM connections on SMB"; the pages of the security options. What no page says is called
/// inferred.
namespace launcher {

struct SessionTexts {
  std::string_view word;      ///< of JSON
  std::string_view meaning;   ///< what such a session means for drive letters
  std::string_view identity;  ///< "own", "computer account", "none", ...
  std::string_view identity_meaning;
  std::string_view drives;  ///< for whom the drives of this session are there
  std::string_view cure;
};

const SessionTexts& texts_for(SessionKind kind);

std::string_view word_for(TokenElevation elevation);

extern const std::string_view kNotLinkedText;
extern const std::string_view kLinkedText;
extern const std::string_view kLinkedButCredentialsText;
extern const std::string_view kLinkedButProtectionText;
extern const std::string_view kLinkedWithoutUacText;
extern const std::string_view kNoUacText;
extern const std::string_view kNoUacLaterText;
extern const std::string_view kCredentialsText;
extern const std::string_view kLegacyModeText;
extern const std::string_view kProtectionText;
extern const std::string_view kProtectionWithoutUacText;
extern const std::string_view kProtectedDesktopText;
extern const std::string_view kProtectionCureText;
extern const std::string_view kNoStoredPasswordsText;
extern const std::string_view kNoStoredPasswordsCureText;
extern const std::string_view kSigningText;
extern const std::string_view kNoSigningText;
extern const std::string_view kSigningNotSetText;
extern const std::string_view kGuestText;
extern const std::string_view kNoGuestText;
extern const std::string_view kGuestNotSetText;
extern const std::string_view kBlockNtlmText;
extern const std::string_view kDenySendingText;
extern const std::string_view kAuditSendingText;
extern const std::string_view kNoNtlmCureText;
extern const std::string_view kRememberedText;
extern const std::string_view kRunText;
extern const std::string_view kLinkedCureText;
extern const std::string_view kLinkedNoHelpText;
/// With the line ends of this source.
extern const std::string_view kRegFile;

}  // namespace launcher
