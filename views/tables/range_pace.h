// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/view_context.h"
#include "views/refresh_pace.h"

namespace tidemark {

/// Tells the pace of each change of the context's range: a range that moves on by itself is the
/// same question with other data, any other one is another question. The context outlives the pace.
inline void askByRange(const ViewContext *context, RefreshPace *pace)
{
    QObject::connect(context, &ViewContext::rangeChanged, pace, [context, pace] {
        if (context->isMovingOn())
            pace->onDataChanged();
        else
            pace->onQuestionChanged();
    });
}

} // namespace tidemark
