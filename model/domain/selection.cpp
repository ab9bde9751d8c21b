// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/selection.h"

namespace tidemark {

bool IdFilter::matches(const std::optional<QString> &id) const
{
    switch (mode) {
    case Mode::Any:
        return true;
    case Mode::NullOnly:
        return !id.has_value();
    case Mode::OneOf:
        return id.has_value() && ids.contains(*id);
    }
    return false;
}

} // namespace tidemark
