#pragma once

#include <string>
#include <string_view>

#include "taskxml/report/estate_report.hpp"

/// The report as one HTML file that needs nothing else.
namespace taskxml {

/// page/page.html with its style and its script; `@TITLE@` and `@DATA@` stand where these go. Made by the build
/// (cmake/embed_page.cmake).
std::string_view page_template();

/// Title and data are text whatever they hold: the title as character data, the data as JSON in an element that
/// no browser runs.
std::string report_as_page(const EstateReport& report);

}  // namespace taskxml
