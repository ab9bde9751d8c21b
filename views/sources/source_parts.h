// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"

namespace tidemark {

class Formatter;
class ReceiverLinks;
class SourceBoard;
class SourceLinks;
class ViewContext;

namespace theme {
class Theme;
}

/// What the views of sources are given: loans that outlive them, all set but for `receivers`.
struct SourceParts
{
    DataPorts ports;
    SourceLinks *links = nullptr;
    SourceBoard *board = nullptr;
    ViewContext *context = nullptr;
    const Formatter *formatter = nullptr;
    const theme::Theme *theme = nullptr;
    ReceiverLinks *receivers = nullptr; ///< none: nothing is received here
};

} // namespace tidemark
