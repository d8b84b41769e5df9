"""Pools of words that people, streets, towns and shops are named with.

Belongs here: words and how they are spelled in plain letters. Not here: who bears them.
"""

from __future__ import annotations

import unicodedata

import numpy as np

from simulation.world.arrays import Texts
from simulation.world.scripts import ARABIC_FAMILY, ARABIC_GIVEN, CHINESE_FAMILY, CHINESE_GIVEN, SURNAME_PARTS

GIVEN = {
    "en": "Olivia Emma Charlotte Amelia Sophie Isabella Grace Lily Hannah Abigail Emily Chloe Lucy Ella Megan Rachel "
    "Jessica Sarah Laura Katie Rebecca Victoria Georgia Heather Naomi Claire Zoe Holly James Daniel Oliver Thomas "
    "Eleanor Freya Poppy Daisy Ivy Rosie Florence Willow Matilda Erin Imogen Phoebe Harriet Beatrice Martha "
    "Nancy Penelope Savannah Brooklyn Madison Addison Aubrey Hailey Kennedy Mackenzie Paige Brianna Courtney "
    "Danielle Stephanie Nicole Melissa Kimberly Amanda Michelle Angela Tiffany Christina Jennifer Elizabeth "
    "Margaret Alice Edith Audrey William George Henry Jack Samuel Benjamin Alexander Ethan",
    "de": "Anna Lena Marie Sophia Hannah Katharina Julia Johanna Laura Lisa Sarah Franziska Nele Frieda Greta Clara "
    "Ida Mathilda Jana Svenja Käthe Birgit Ulrike Sabine Anja Petra Jürgen Lukas Felix Jörg Hanna Mareike "
    "Emilia Lina Mia Emma Leonie Amelie Luisa Charlotte Mila Lea Helena Paula Theresa Antonia Magdalena "
    "Elisabeth Carolin Vanessa Nadine Melanie Stefanie Nicole Daniela Claudia Martina Susanne Silke Heike "
    "Monika Gisela Renate Ingrid Gudrun Friederike Leonore Merle Finja Rieke Tabea Ronja Elif Ayşe Zeynep "
    "Maximilian Paul Jonas Leon Finn Niklas Sebastian Florian",
    "fr": "Camille Léa Manon Chloé Inès Sarah Louise Jeanne Alice Juliette Zoé Margaux Élise Hélène Sophie Aurélie "
    "Céline Mathilde Pauline Clémence Anaïs Émilie Agathe Noémie Claire Marion Élodie Lucie Julien Antoine Théo Rémi "
    "Emma Jade Lina Mia Anna Rose Ambre Julia Eva Agathe Romane Lou Nina Victoria Adèle Gabrielle Capucine "
    "Constance Apolline Blanche Diane Eugénie Florence Geneviève Ségolène Sandrine Valérie Nathalie Isabelle "
    "Véronique Sylvie Christine Martine Monique Brigitte Françoise Nicole Catherine Fatou Aminata Khadija Nour "
    "Léonie Gabriel Lucas Hugo Arthur Louis Raphaël",
    "es": "Lucía María Paula Sofía Carmen Laura Marta Elena Alba Irene Nuria Cristina Sara Julia Inés Rocío Pilar Ana "
    "Beatriz Raquel Silvia Eva Claudia Noelia Belén Ángela Mónica Verónica José Álvaro Martín Adrián "
    "Valentina Daniela Carla Adriana Valeria Noa Aitana Vega Triana Lola Jimena Candela Leire Ainhoa Nerea "
    "Itziar Montserrat Mercè Núria Laia Ariadna Gloria Esther Susana Yolanda Sonia Lorena Patricia Natalia "
    "Miriam Teresa Dolores Concepción Josefa Encarnación Francisca Rosario Remedios Inmaculada Macarena Begoña "
    "Amaia Hugo Lucas Pablo Alejandro Manuel Javier",
    "pl": "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Zofia Julia Zuzanna Hanna Maja Lena Alicja Oliwia "
    "Natalia Wiktoria Aleksandra Magdalena Joanna Monika Paulina Justyna Beata Łucja Iga Kinga Róża Paweł Michał Jan "
    "Laura Pola Antonina Marcelina Gabriela Milena Nikola Nina Kornelia Liliana Helena Matylda Klara Blanka "
    "Karolina Dominika Sylwia Ilona Renata Dorota Bożena Grażyna Elżbieta Jadwiga Halina Krystyna Danuta Irena "
    "Teresa Wanda Stanisława Genowefa Jolanta Iwona Marzena Urszula Mariola Bogumiła Antoni Jakub Szymon "
    "Franciszek Filip Aleksander Mikołaj Wojciech",
}
FAMILY = {
    "en": "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Lee Thompson "
    "White Harris Clark Lewis Robinson Walker Young King Wright Scott Green Baker Adams Nelson Hill Campbell Mitchell "
    "Roberts Carter Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Reed "
    "Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray Hughes Price Myers Foster Sanders",
    "de": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
    "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Köhler Maier "
    "Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Keller Günther Berger Winkler Lorenz Baumann "
    "Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Schumacher Krämer Vogt Stein Jäger Otto Groß Sommer Haas",
    "fr": "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia "
    "David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert Bonnet François Martinez Legrand "
    "Garnier Faure Rousseau Blanc Guérin Müller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont "
    "Lopez Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier Roger Renaud",
    "es": "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
    "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco "
    "Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo "
    "Santos Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Herrera Márquez León Vidal Peña Flores Cabrera",
    "pl": "Nowak Kowalska Wiśniewska Wójcik Kowalczyk Kamińska Lewandowska Zielińska Szymańska Woźniak Dąbrowska "
    "Kozłowska Jankowska Mazur Wojciechowska Kwiatkowska Krawczyk Kaczmarek Piotrowska Grabowska Pawłowska Michalska "
    "Król Zając Wieczorek Jabłońska Wróbel Nowakowska Majewska Olszewska Stępień Malinowska Jaworska Adamczyk Dudek "
    "Nowicka Pawlak Górska Witkowska Walczak Sikora Baran Rutkowska Michalak Szewczyk Ostrowska Tomaszewska Duda",
}
STREETS = {
    "en": "High_Street Church_Road Station_Road Park_Avenue Maple_Street Oak_Lane Victoria_Road Mill_Lane Elm_Street",
    "de": "Hauptstraße Bahnhofstraße Gartenstraße Schillerstraße Goethestraße Lindenweg Bergstraße Kirchplatz",
    "fr": "rue_de_la_Paix rue_Victor_Hugo avenue_Jean_Jaurès rue_Pasteur boulevard_Voltaire rue_des_Écoles rue_du_Four",
    "es": "Calle_Mayor Calle_Real Avenida_de_España Calle_del_Carmen Paseo_del_Prado Calle_Luna Calle_San_José",
    "pl": "ul._Polna ul._Leśna ul._Słoneczna ul._Krótka ul._Szkolna ul._Ogrodowa ul._Lipowa ul._Brzozowa ul._Łąkowa",
    "ar": "Al_Wasl_Road Sheikh_Zayed_Road King_Fahd_Road Gulf_Road Al_Olaya_Street Corniche_Road Salem_Mubarak_Street",
}
CITIES = {
    "US": "New_York:10001 Los_Angeles:90012 Chicago:60601 Austin:78701 Seattle:98101 Boston:02108 Miami:33101",
    "GB": "London:SW1A_1AA Manchester:M1_1AE Bristol:BS1_4DJ Leeds:LS1_4DY Edinburgh:EH1_1YZ Brighton:BN1_1AE",
    "DE": "Berlin:10115 Hamburg:20095 München:80331 Köln:50667 Frankfurt:60311 Düsseldorf:40213 Leipzig:04109",
    "FR": "Paris:75002 Lyon:69002 Marseille:13001 Lille:59000 Bordeaux:33000 Nantes:44000 Toulouse:31000 Nîmes:30000",
    "ES": "Madrid:28013 Barcelona:08002 Valencia:46002 Sevilla:41001 Málaga:29005 Bilbao:48001 A_Coruña:15001",
    "PL": "Warszawa:00-001 Kraków:30-001 Łódź:90-001 Wrocław:50-001 Poznań:60-001 Gdańsk:80-001",
    "AE": "Dubai:00000 Abu_Dhabi:00000 Sharjah:00000",
    "SA": "Riyadh:11564 Jeddah:21442 Dammam:31411",
    "KW": "Kuwait_City:13001 Salmiya:22001 Hawalli:32001",
}
MAIL_DOMAINS = {
    "en": "gmail.com outlook.com yahoo.com icloud.com hotmail.com",
    "de": "gmail.com gmx.de web.de t-online.de icloud.com",
    "fr": "gmail.com orange.fr free.fr laposte.net hotmail.fr",
    "es": "gmail.com hotmail.es yahoo.es icloud.com outlook.es",
    "pl": "gmail.com wp.pl onet.pl o2.pl interia.pl",
    "ar": "gmail.com hotmail.com yahoo.com icloud.com outlook.sa",
}
SHOP_KINDS = {
    "en": "Boutique Store Studio Collective Outfitters",
    "de": "Modehaus Boutique Atelier Konzeptladen Kaufhaus",
    "fr": "Boutique Maison Atelier Galerie Comptoir",
    "es": "Boutique Tienda Taller Casa Galería",
    "pl": "Butik Pracownia Salon Galeria Dom_Mody",
    "ar": "Boutique Gallery House Trading Fashion",
}
SHOP_NAMES = (
    "Lumière Aurora Belmont Calypso Dahlia Esme Fleur Gioia Harlow Iris Jasmin Kestrel Linden Mirabel Noor Opaline "
    "Pomelo Quince Rosalind Saffron Thalia Umber Verbena Willow Xenia Yara Zinnia Avenue21 Marais Soho Mitte Alcazar"
)
LEGAL_FORMS = {"US": "LLC", "GB": "Ltd", "DE": "GmbH", "FR": "SARL", "ES": "S.L.", "PL": "Sp. z o.o.", "AE": "FZE",
               "SA": "Est.", "KW": "W.L.L."}  # fmt: skip
LOCALES = {"US": "en-US", "GB": "en-GB", "DE": "de-DE", "FR": "fr-FR", "ES": "es-ES", "PL": "pl-PL", "AE": "ar-AE",
           "SA": "ar-SA", "KW": "ar-KW"}  # fmt: skip
STYLE_NAMES = (
    "Amalfi Bergamo Capri Deauville Étretat Firenze Granada Honfleur Ischia Jaipur Kyoto Lisboa Menton Nerja Oslo "
    "Porto Quimper Ravello Sintra Tanger Ubud Verona Whitby Xàbia York Zadar Antibes Biarritz Cassis Dinard Évora "
    "Faro Giverny "
    "Hydra Ibiza Juan Knokke Lucca Marbella Naxos Ostende Paros Rovinj Sete Taormina Ushant Vence Positano Arles Brest "
    "Cadiz Dakar Essaouira Fes Gstaad Havana Izmir Java Kotor Lugano"
)

POOLS = ("en", "de", "fr", "es", "pl", "ar", "zh")
"""Numbers of the pools of names; the last one is drawn from by some people of English-speaking markets."""
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ä": "ae", "ö": "oe", "ü": "ue", "Ö": "Oe", "Ü": "Ue"})


def words(text: str) -> Texts:
    """Return the words of a pool; an underscore stands for a space."""
    return np.array([word.replace("_", " ") for word in text.split()])


def latin(pool: Texts) -> Texts:
    """Return the words as an e-mail address writes them: small ASCII letters and digits."""
    spelled = (unicodedata.normalize("NFKD", word.translate(_LETTERS)) for word in pool.tolist())
    return np.array(["".join(letter for letter in word.lower() if _is_plain(letter)) for word in spelled])


def _is_plain(letter: str) -> bool:
    return letter == "." or (letter.isascii() and letter.isalnum())


def given_names(pool: str) -> Texts:
    """Return a pool's given names, the most common ones first."""
    other = {"ar": list(ARABIC_GIVEN), "zh": list(CHINESE_GIVEN)}
    return np.array(other[pool]) if pool in other else words(GIVEN[pool])


def family_names(pool: str) -> Texts:
    """Return a pool's surnames: the common ones, then those made of parts."""
    other = {"ar": list(ARABIC_FAMILY), "zh": list(CHINESE_FAMILY)}
    common = np.array(other[pool]) if pool in other else words(FAMILY[pool])
    if pool not in SURNAME_PARTS:
        return common
    first, second = (words(part) for part in SURNAME_PARTS[pool])
    made = np.char.add(first[:, None], second[None, :]).ravel()
    return np.concatenate([common, made[~np.isin(made, common)]])
