# Libraries: Boost.Program_options, tinyxml2, fmt (header-only), doctest.
# Native builds find them with find_package. The cross build takes them from the folder that
# cmake/mingw_dependencies.sh makes out of Debian's source packages.
add_library(fmt_header_only INTERFACE)
target_compile_definitions(fmt_header_only INTERFACE FMT_HEADER_ONLY=1
  # Nothing here formats floating-point numbers, whose tables are a tenth of the program, or integers of 128 bits.
  FMT_USE_INT128=0 FMT_USE_FLOAT=0 FMT_USE_DOUBLE=0 FMT_USE_LONG_DOUBLE=0)

if(MINGW AND CMAKE_CROSSCOMPILING)
  set(DRIVELAUNCH_MINGW_LIBRARIES "" CACHE PATH "A folder with include and lib; empty: cmake/mingw_dependencies.sh makes it")
  set(mingw_prefix "${DRIVELAUNCH_MINGW_LIBRARIES}")
  if(mingw_prefix STREQUAL "")
    execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/mingw_dependencies.sh
                    OUTPUT_VARIABLE mingw_prefix OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  endif()
  # Its libraries are the project's own copies; SYSTEM keeps their headers out of our warnings.
  foreach(name IN ITEMS program_options tinyxml2)
    add_library(${name}_import STATIC IMPORTED)
    target_include_directories(${name}_import SYSTEM INTERFACE "${mingw_prefix}/include")
  endforeach()
  set_target_properties(program_options_import PROPERTIES
    IMPORTED_LOCATION "${mingw_prefix}/lib/libboost_program_options.a")
  set_target_properties(tinyxml2_import PROPERTIES IMPORTED_LOCATION "${mingw_prefix}/lib/libtinyxml2.a")
  add_library(Boost::program_options ALIAS program_options_import)
  add_library(tinyxml2::tinyxml2 ALIAS tinyxml2_import)
  target_include_directories(fmt_header_only SYSTEM INTERFACE "${mingw_prefix}/include")
  add_library(doctest_import INTERFACE)
  target_include_directories(doctest_import SYSTEM INTERFACE "${mingw_prefix}/include")
  add_library(doctest::doctest ALIAS doctest_import)
else()
  set(Boost_USE_STATIC_LIBS ON)
  find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
  find_package(tinyxml2 REQUIRED)
  find_package(fmt REQUIRED)
  target_link_libraries(fmt_header_only INTERFACE fmt::fmt-header-only)
  # What the tests link in its place: half of what a source with the header-only library takes to compile is fmt.
  add_library(fmt_header_only_checked INTERFACE)
  target_link_libraries(fmt_header_only_checked INTERFACE fmt::fmt)
  if(BUILD_TESTING)
    find_package(doctest REQUIRED)
  endif()
endif()
