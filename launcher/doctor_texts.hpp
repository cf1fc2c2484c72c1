#pragma once

#include <string_view>

#include "launcher/doctor.hpp"

/// The sentences of doctor. Sources: Windows docs "Local and Global MS-DOS Device Names", "Defining an MS-DOS
/// Device Name", the pages of the service accounts; KB 3035277 for EnableLinkedConnections.
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

std::string_view word_for(TokenHalf half);

extern const std::string_view kNotLinkedText;
extern const std::string_view kLinkedText;
extern const std::string_view kLinkedButCredentialsText;
extern const std::string_view kNoUacText;
extern const std::string_view kCredentialsText;
extern const std::string_view kRememberedText;
extern const std::string_view kRunText;
extern const std::string_view kLinkedCureText;
extern const std::string_view kLinkedNoHelpText;
extern const std::string_view kRegFile;

}  // namespace launcher
