// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"

namespace tidemark {

class Formatter;
class SourceBoard;
class SourceLinks;
class ViewContext;

namespace theme {
class Theme;
}

/// What the views of sources are given: loans that outlive them, all set.
struct SourceParts
{
    DataPorts ports;
    SourceLinks *links = nullptr;
    SourceBoard *board = nullptr;
    ViewContext *context = nullptr;
    const Formatter *formatter = nullptr;
    const theme::Theme *theme = nullptr;
};

} // namespace tidemark
