// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/number_option.h"

#include "app/commands/text.h"

namespace tidemark::commands {

Result<double> numberOf(const QCommandLineParser &parser, const QString &option, double least,
                        double most)
{
    bool isNumber = false;
    const double number = parser.value(option).toDouble(&isNumber);
    if (isNumber && number >= least && number <= most)
        return number;
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("--%1 takes a number from %2 to %3, not \"%4\".")
                       .arg(option)
                       .arg(least)
                       .arg(most, 0, 'f', 0)
                       .arg(parser.value(option)));
}

} // namespace tidemark::commands
