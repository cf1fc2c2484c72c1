#pragma once

#include <span>
#include <string>
#include <string_view>

namespace launcher {

/// The known word that is most like `text`, case aside, for "did you mean"; empty when none is near.
std::string find_nearest(std::string_view text, std::span<const std::string_view> known);

}  // namespace launcher
