#pragma once

#include <optional>
#include <string>

#include "taskxml/task/finding.hpp"
#include "taskxml/xml/code_page.hpp"

namespace taskxml {

struct DrivesResult {
  std::string text;                ///< of the drives.ini, UTF-8 without byte order mark
  std::optional<Finding> refusal;  ///< why there is none
};

/// The drives of a Group Policy Drives.xml, or of HKEY_CURRENT_USER\Network as regedit exports it
/// ([MS-GPPREF] 2.2.1.5; the values RemotePath, UserName and ProviderName). What cannot be taken over is
/// named in comments. No password is ever copied: cpassword is a secret that everybody can read.
DrivesResult convert_drives(std::string bytes, const std::optional<CodePage>& input_encoding);

}  // namespace taskxml
