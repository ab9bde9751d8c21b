// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace tidemark {

/// Gives the application the plural forms of its English texts. Call once on the main thread,
/// before any text is made. The translator belongs to the application.
void installTranslation(QCoreApplication &application);

} // namespace tidemark
