"""Letters of invented requests, as they come: in English, French, Russian in Latin letters."""

from __future__ import annotations

ENGLISH = """GENERAL PROSECUTOR'S OFFICE
of the Republic of Kazakhstan
Our ref.: 4-12/19-77
Your ref.: BE/2018/3
Astana, 12 March 2019

To the Ministry of Justice of Belgium

Request for legal assistance

On the basis of the European Convention on Mutual Assistance in Criminal Matters of 1959, and the
principle of reciprocity, we ask for your help in criminal case No. 187500121000011.

Anna Example (born 1 May 1980), citizen of Kazakhstan, living in Brussels, and her brother Mr Carl
Other, born on 8 July 1975, are accused under article 190(4) of the Criminal Code.

We ask you:
1. to search the home of Ms Example and seize documents;
2. to obtain the bank statements of her accounts;
3. to permit the presence of our investigators;
4. to transmit the evidence to us.
"""

FRENCH = """Parquet général de la République tunisienne
Tunisie
Réf. : 2021/455
Tunis, le 1er mars 2021

État requérant : Tunisie
Base légale : Convention d'entraide judiciaire entre la Belgique et la Tunisie du 27 avril 1989

Nom : Exemple
Prénom : Leïla
Née le : 03/04/1982

Infractions : escroquerie, article 291 du Code pénal
Nous demandons l'audition de Madame Leïla Exemple, la saisie de documents et la perquisition.
"""

RUSSIAN = """GENERAL'NAYA PROKURATURA ROSSIYSKOY FEDERATSII
Iskh. № 81/3-123-19
ot 12.03.2019

Ministerstvo yustitsii Korolevstva Bel'giya

V sootvetstvii s Konventsiey 1959 goda prosim provesti obysk i vyemku po ugolovnomu delu № 11901.
Podozrevaemyy: Ivanov Ivan Ivanovich, 01.05.1980 g.r., obvinyaetsya po st. 159 UK RF.
Familiya: Primerova
Imya: Anna
Data rozhdeniya: 2 maya 1981 g.
"""
