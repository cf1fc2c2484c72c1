#pragma once

#include <string>
#include <string_view>

#include "launcher/trust/trust.hpp"

namespace launcher::test {

/// Owner and DACL from the text that `(Get-Acl PATH).Sddl` and `icacls /save` give ([MS-DTYP] 2.5.1), as far
/// as files have it: O:SYG:SYD:PAI(A;OICI;FA;;;BA)... Without D: or with D:NO_ACCESS_CONTROL the DACL is
/// null. Throws std::invalid_argument for what it does not know.
SecuredObject read_sddl(TrustKind kind, const std::string& path, std::string_view sddl);

}  // namespace launcher::test
