// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translation.h"

#include "app/logging.h"

#include <QCoreApplication>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace tidemark {

void installTranslation(QCoreApplication &application)
{
    auto *translator = new QTranslator(&application);
    if (!translator->load(u":/i18n/tidemark_en.qm"_s)) {
        qCWarning(lcApp, "The English plural forms are not part of this build.");
        return;
    }
    QCoreApplication::installTranslator(translator);
}

} // namespace tidemark
