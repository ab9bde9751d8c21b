// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark remove samples METRIC`: removes the samples of a range as one step.
class RemoveCommand final : public Command
{
public:
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString syntax() const override;
    void addOptions(QCommandLineParser &parser) const override;
    [[nodiscard]] ExitCode run(const Invocation &call) const override;
};

} // namespace tidemark::commands
