#pragma once

namespace taskxml {

/// What --format asks for.
enum class Format { text, json, csv };

}  // namespace taskxml
