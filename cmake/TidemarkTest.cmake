# SPDX-License-Identifier: GPL-3.0-or-later
# tidemark_add_test(<executable> [GUI] [LABELS l...] SOURCES s... LIBRARIES t... CLASSES c...)
#
# Builds one test executable from several QtTest classes (each registered with TIDEMARK_TEST, see
# tests/support/test_registry.h) and adds one ctest per class, so that a failure names its subject.

function(tidemark_add_test executable)
    cmake_parse_arguments(arg "GUI" "TIMEOUT" "SOURCES;LIBRARIES;CLASSES;LABELS" ${ARGN})
    set(kind plain)
    if(arg_GUI)
        set(kind gui)
        list(APPEND arg_LIBRARIES Qt6::Widgets)
    endif()
    add_executable(${executable} ${arg_SOURCES} $<TARGET_OBJECTS:tidemark_test_main_${kind}>)
    target_link_libraries(${executable} PRIVATE
        Tidemark::BuildOptions Tidemark::TestSupport ${arg_LIBRARIES} Qt6::Test)
    target_precompile_headers(${executable} REUSE_FROM tidemark_test_main_${kind})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    tidemark_note_classes("${arg_SOURCES}" "${arg_CLASSES}")
    foreach(class IN LISTS arg_CLASSES)
        add_test(NAME ${executable}.${class} COMMAND ${executable} --class ${class})
        tidemark_test_environment(${executable}.${class})
        set_tests_properties(${executable}.${class} PROPERTIES
            TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" SKIP_REGULAR_EXPRESSION "^SKIP   : .*whole class")
    endforeach()
endfunction()

# tidemark_check_classes(), after all tests were added: a class that is built but named by none of
# them would never run.
function(tidemark_check_classes)
    get_property(registered GLOBAL PROPERTY tidemark_registered_classes)
    get_property(named GLOBAL PROPERTY tidemark_named_classes)
    list(REMOVE_ITEM registered ${named})
    if(registered)
        message(FATAL_ERROR "No CLASSES of a tidemark_add_test() names ${registered}. Add them.")
    endif()
endfunction()

function(tidemark_note_classes sources classes)
    set_property(GLOBAL APPEND PROPERTY tidemark_named_classes ${classes})
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    foreach(source IN LISTS sources)
        file(STRINGS ${source} lines REGEX "^TIDEMARK_TEST\\(")
        foreach(line IN LISTS lines)
            string(REGEX REPLACE "^TIDEMARK_TEST\\(([A-Za-z0-9_]+).*" "\\1" class "${line}")
            set_property(GLOBAL APPEND PROPERTY tidemark_registered_classes ${class})
        endforeach()
    endforeach()
endfunction()

# tidemark_add_soak(<executable> <class> VARIABLE=value...)
#
# The same class again with these variables set, which make it longer: minutes instead of seconds.
# Its label is `soak`, which every test preset leaves out but the one of that name.

function(tidemark_add_soak executable class)
    set(test soak.${class})
    add_test(NAME ${test} COMMAND ${executable} --class ${class})
    tidemark_test_environment(${test})
    set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT ${ARGN})
    set_tests_properties(${test} PROPERTIES TIMEOUT 7200 LABELS soak RUN_SERIAL ON)
endfunction()

# The surroundings each test runs in: no display, C locale with UTF-8, UTC, a private runtime folder.
function(tidemark_test_environment test)
    set(runtime ${PROJECT_BINARY_DIR}/runtime)
    file(MAKE_DIRECTORY ${runtime})
    file(CHMOD ${runtime} DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set_tests_properties(${test} PROPERTIES ENVIRONMENT
        "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;XDG_RUNTIME_DIR=${runtime};QT_FONT_DPI=96;TIDEMARK_SOURCE_DIR=${PROJECT_SOURCE_DIR};TIDEMARK_SHARED_DATA=${TIDEMARK_SHARED_DATA}")
    if(TIDEMARK_SANITIZE STREQUAL "thread")
        set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT
            "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan_suppressions.txt")
    endif()
endfunction()
