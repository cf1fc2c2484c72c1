# Libraries: Boost.Program_options, tinyxml2, fmt, nlohmann-json, doctest.
# Native builds find them with find_package. The cross build takes them from the folder that
# cmake/mingw_dependencies.sh makes out of Debian's source packages.
#
# fmt_library is what our sources link. A source takes twice as long to compile with fmt as a header-only library, so that
# is left to the shipped Linux program, which has to be one file where Debian has no static fmt; its tests link
# fmt_library_checked.
add_library(fmt_library INTERFACE)
# Nothing here formats floating-point numbers, whose tables are a tenth of the program, or integers of 128 bits.
set(fmt_definitions FMT_USE_INT128=0 FMT_USE_FLOAT=0 FMT_USE_DOUBLE=0 FMT_USE_LONG_DOUBLE=0)

if(MINGW AND CMAKE_CROSSCOMPILING)
  set(DRIVELAUNCH_MINGW_LIBRARIES "" CACHE PATH "A folder with include and lib; empty: cmake/mingw_dependencies.sh makes it")
  set(mingw_prefix "${DRIVELAUNCH_MINGW_LIBRARIES}")
  if(mingw_prefix STREQUAL "")
    execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/mingw_dependencies.sh
                    OUTPUT_VARIABLE mingw_prefix OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  endif()
  # Its libraries are the project's own copies; SYSTEM keeps their headers out of our warnings.
  function(drivelaunch_import target library)
    add_library(${library}_import STATIC IMPORTED GLOBAL)
    target_include_directories(${library}_import SYSTEM INTERFACE "${mingw_prefix}/include")
    set_target_properties(${library}_import PROPERTIES IMPORTED_LOCATION "${mingw_prefix}/lib/lib${library}.a")
    add_library(${target} ALIAS ${library}_import)
  endfunction()
  drivelaunch_import(Boost::program_options boost_program_options)
  drivelaunch_import(tinyxml2::tinyxml2 tinyxml2)
  drivelaunch_import(fmt::fmt fmt)
  target_compile_definitions(fmt_library INTERFACE ${fmt_definitions}) # the script builds it with the same
  target_link_libraries(fmt_library INTERFACE fmt::fmt)
  foreach(headers IN ITEMS doctest::doctest nlohmann_json::nlohmann_json)
    string(REGEX REPLACE "::.*" "_import" import "${headers}")
    add_library(${import} INTERFACE)
    target_include_directories(${import} SYSTEM INTERFACE "${mingw_prefix}/include")
    add_library(${headers} ALIAS ${import})
  endforeach()
else()
  set(Boost_USE_STATIC_LIBS ON)
  find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
  find_package(tinyxml2 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(nlohmann_json REQUIRED)
  if(WIN32) # vcpkg's is static
    target_link_libraries(fmt_library INTERFACE fmt::fmt)
  else()
    target_compile_definitions(fmt_library INTERFACE ${fmt_definitions})
    target_link_libraries(fmt_library INTERFACE fmt::fmt-header-only)
    add_library(fmt_library_checked INTERFACE)
    target_link_libraries(fmt_library_checked INTERFACE fmt::fmt)
  endif()
  if(BUILD_TESTING)
    find_package(doctest REQUIRED)
  endif()
endif()
