// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/page_limit.h"

#include <QCoreApplication>

namespace tidemark::store {

Result<void> checkPageLimit(int limit)
{
    if (limit >= 1 && limit <= kMaxPageRows)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   QCoreApplication::translate("tidemark::store::PageLimit",
                                               "A page holds 1 to %1 rows, not %2.")
                       .arg(kMaxPageRows)
                       .arg(limit));
}

} // namespace tidemark::store
