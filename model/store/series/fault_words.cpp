// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/fault_words.h"

#include "model/time/time_format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct FaultText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesFault)
};

QString sentenceFor(const SeriesFault &fault)
{
    const QString from = isoTime(fault.window.begin);
    const QString until = isoTime(fault.window.end);
    switch (fault.part) {
    case SeriesFault::Part::Chunk:
        return FaultText::tr("Samples from %1 to %2 cannot be read. They are left out of charts "
                             "and kept as they are.")
            .arg(from, until);
    case SeriesFault::Part::Ladder:
        return FaultText::tr("Aggregates from %1 to %2 are not those of the samples. \"tidemark "
                             "rebuild\" computes them anew.")
            .arg(from, until);
    case SeriesFault::Part::Numbers:
        return FaultText::tr("The series counts other samples than it holds. \"tidemark rebuild\" "
                             "counts them anew.");
    case SeriesFault::Part::Step:
        return FaultText::tr("A change of samples from %1 to %2 can be neither undone nor "
                             "repeated, since what it kept is damaged. The samples themselves "
                             "are not touched by this.")
            .arg(from, until);
    }
    return {};
}

} // namespace

CheckFinding findingOf(const SeriesFault &fault)
{
    return {u"series %1, %2"_s.arg(fault.series.value()).arg(fault.detail), sentenceFor(fault)};
}

} // namespace tidemark::store
