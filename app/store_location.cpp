// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store_location.h"

#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace tidemark {

QString storeFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/tidemark"_L1;
}

QString defaultStorePath()
{
    return storeFolder() + u"/local" + QString::fromUtf16(kStoreSuffix);
}

QString sampleStorePath()
{
    return storeFolder() + u"/sample" + QString::fromUtf16(kStoreSuffix);
}

QString canonicalStorePath(const QString &path)
{
    const QFileInfo file(path);
    QString canonical = file.canonicalFilePath();
    if (!canonical.isEmpty())
        return canonical;
    const QString folder = QFileInfo(file.absolutePath()).canonicalFilePath();
    return folder.isEmpty() ? file.absoluteFilePath() : QString(folder % u'/' % file.fileName());
}

} // namespace tidemark
