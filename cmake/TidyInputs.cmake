# SPDX-License-Identifier: GPL-3.0-or-later
# What clang-tidy and the check of the headers need of a build: the precompiled headers and what moc and
# protoc write. No object file is needed, so that the tidy preset compiles what the fuzzers are made of only.
#
# tidemark_tidy_inputs() is called once, after all targets exist; it makes the target `tidy_inputs`.

function(_tidemark_tidy_inputs_of folder)
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        if(type MATCHES "^(STATIC_LIBRARY|OBJECT_LIBRARY|EXECUTABLE)$")
            get_target_property(has_moc ${target} AUTOMOC)
            if(has_moc)
                add_dependencies(tidy_inputs ${target}_autogen)
            endif()
            get_target_property(headers ${target} PRECOMPILE_HEADERS)
            if(headers)
                get_target_property(binary ${target} BINARY_DIR)
                set_property(GLOBAL APPEND PROPERTY TIDEMARK_PRECOMPILED
                    ${binary}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch)
            endif()
        endif()
    endforeach()
    get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    foreach(below IN LISTS folders)
        _tidemark_tidy_inputs_of(${below})
    endforeach()
endfunction()

function(tidemark_tidy_inputs)
    add_custom_target(tidy_inputs)
    _tidemark_tidy_inputs_of(${PROJECT_SOURCE_DIR})
    get_property(precompiled GLOBAL PROPERTY TIDEMARK_PRECOMPILED)
    add_custom_target(tidy_precompiled DEPENDS ${precompiled})
    add_dependencies(tidy_inputs tidy_precompiled)
endfunction()
