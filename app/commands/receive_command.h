// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark receive PROTOCOL`: takes what other programs send into series until it is told to end.
/// Each protocol has a file of its own.
class ReceiveCommand final : public Command
{
public:
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString syntax() const override;
    void addOptions(QCommandLineParser &parser) const override;
    [[nodiscard]] ExitCode run(const Invocation &call) const override;
};

} // namespace tidemark::commands
